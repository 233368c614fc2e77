import ArgumentParser
import Jobs
import Manifest

/// `seatwise jobs show`: what one job did, customer by customer.
struct JobsShowCommand: ToolCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows what one job did.")

    @Argument(help: "The job's id, how it begins, or latest.")
    var id: String

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let found = try JobsQuery.matching(id, in: try store.open(surroundings))
        guard let job = found.first, found.count == 1 else {
            let message =
                found.isEmpty
                ? "no job \(MessageText.value(id)): `seatwise jobs` lists them"
                : "\(MessageText.value(id)) begins the ids of \(found.count) jobs, "
                    + "\(MessageText.list(found.map(\.id), limit: 3)): write more of the one that is meant"
            throw CommandRefusal(status: .usage, message: message)
        }
        let results = surroundings.console.results
        if output.json {
            try results.write(try JSONText.of(Versioned(job)))
        } else {
            try results.write(JobsText.details(job, style: results.style(output), columns: results.columns()))
        }
        return .success
    }
}
