import ArgumentParser
import Jobs
import Manifest

/// `seatwise licenses`: what a customer owns and uses, and who of some users holds what.
struct LicensesCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "licenses",
        abstract: "Shows a customer's products with seats, in use and available.",
        discussion: """
              seatwise licenses harborline.example
              seatwise licenses harborline.example --users manifest.csv
            """
    )

    @Argument(help: "The customer's id or domain.")
    var customer: String

    @Option(
        help: ArgumentHelp(
            "Shows who holds what, of the users that this file names in the columns customer and user.",
            valueName: "manifest"
        ),
        completion: .file(extensions: ["csv"])
    )
    var users: String?

    @OptionGroup(title: "Reading") var csv: CSVOptions
    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let directory = try store.open(surroundings)
        let query = LicensesQuery(customer: customer, usersOf: users, options: csv.reading)
        guard let report = try query.run(in: directory) else {
            let suggestion = try query.suggestion(in: directory).map { "did you mean \(MessageText.plain($0))?" }
            throw CommandRefusal(
                status: .usage,
                message: "customer \(MessageText.value(customer)) is not in the directory: "
                    + (suggestion ?? "check the id or domain, or import the customer")
            )
        }
        let results = surroundings.console.results
        if output.json {
            try results.write(try JSONText.of(Versioned(report)))
        } else {
            let text = LicensesText(report: report, style: results.style(output), columns: results.columns())
            try results.write(text.text)
        }
        return .success
    }
}
