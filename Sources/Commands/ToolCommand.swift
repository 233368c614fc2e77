import ArgumentParser

/// A subcommand of seatwise: it is told its surroundings, and answers with the exit status.
protocol ToolCommand: ParsableCommand {
    func carryOut(in surroundings: Surroundings) throws -> ExitStatus
}
