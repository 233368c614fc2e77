import ArgumentParser
import Jobs

/// `seatwise jobs show`: what one job did, customer by customer.
struct JobsShowCommand: ReportingCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows what one job did.")

    @Argument(help: "The job's id, how it begins, or latest.")
    var id: String

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let job = try JobSearch.job(id, in: try store.open(surroundings))
        let results = surroundings.console.results
        if output.json {
            try results.write(try JSONText.of(Versioned(job)))
        } else {
            try results.write(
                JobsText.details(
                    job,
                    next: NextCommand(store: store.store, delimiter: nil, encoding: nil),
                    style: results.style(output),
                    columns: results.columns()
                )
            )
        }
        return .success
    }
}
