import ArgumentParser
import Jobs

/// `seatwise jobs prune`: forgets old jobs.
struct JobsPruneCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Forgets jobs that ended long ago, with what is recorded of them.",
        discussion: """
              seatwise jobs prune --older-than 90d

            They can no longer be shown, resumed or undone, and what they changed is no longer in any history.
            """
    )

    @Option(help: ArgumentHelp("How long ago they ended, at least: hours, days or weeks.", valueName: "n h|d|w"))
    var olderThan: Age

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var waiting: WaitOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let before = surroundings.now() - olderThan.seconds
        let count = try JobsQuery.prune(endedBefore: before, in: try store.open(surroundings, waiting))
        if output.json {
            try surroundings.console.results.write(try JSONText.of(Versioned(["removed": count])))
        } else if !output.quiet {
            surroundings.console.messages.say("\(CountText.of(count, "job")) removed\n")
        }
        return .success
    }
}

/// A span of time as it is typed: `36h`, `90d`, `12w`.
struct Age: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        let hours = ["h": 1.0, "d": 24, "w": 168]
        guard let unit = hours[String(argument.suffix(1))], let number = Int(argument.dropLast()), number >= 0 else {
            return nil
        }
        seconds = Double(number) * unit * 3600
    }
}
