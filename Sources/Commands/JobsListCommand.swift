import ArgumentParser
import Jobs

/// `seatwise jobs list`, or `seatwise jobs` for short.
struct JobsListCommand: ReportingCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists past jobs, the latest first.")

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let jobs = try JobsQuery.all(in: try store.open(surroundings))
        let results = surroundings.console.results
        if output.json {
            try results.write(try JSONText.of(Versioned(["jobs": jobs])))
        } else if jobs.isEmpty {
            surroundings.console.messages.say("no jobs yet: `seatwise apply MANIFEST` makes one\n")
        } else {
            try results.write(JobsText.list(jobs, style: results.style(output), columns: results.columns()))
        }
        return .success
    }
}
