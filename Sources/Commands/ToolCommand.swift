import ArgumentParser

/// A subcommand of seatwise: it is told its surroundings, and answers with the exit status.
protocol ToolCommand: ParsableCommand {
    func carryOut(in surroundings: Surroundings) throws -> ExitStatus
}

/// One that says how it went, in the form that the user wants.
protocol ReportingCommand: ToolCommand {
    var output: OutputOptions { get }
}
