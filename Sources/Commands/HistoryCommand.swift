import ArgumentParser
import Jobs
import Manifest

/// `seatwise history`: who changed a customer's assignments, when, and by which line of which manifest.
struct HistoryCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Shows who changed a customer's assignments, when, and by which line of which manifest.",
        discussion: """
              seatwise history harborline.example
              seatwise history harborline.example --user maya.singh@harborline.example

            The latest job stands first. What imports change is not in it.
            """
    )

    @Argument(help: "The customer's id or domain.")
    var customer: String

    @Option(help: ArgumentHelp("Shows this user alone: a UPN or id.", valueName: "upn"))
    var user: String?

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let report: HistoryReport
        do {
            report = try HistoryQuery(customer: customer, user: user).run(in: try store.open(surroundings))
        } catch let unknown as HistoryQuery.Unknown {
            throw refusal(unknown)
        }
        let results = surroundings.console.results
        if output.json {
            try results.write(try JSONText.of(Versioned(report)))
        } else if report.changes.isEmpty {
            surroundings.console.messages.say("no job on record has changed an assignment there\n")
        } else {
            try results.write(HistoryText.table(report, style: results.style(output), columns: results.columns()))
        }
        return .success
    }

    private func refusal(_ unknown: HistoryQuery.Unknown) -> CommandRefusal {
        let message =
            switch unknown {
            case .customer:
                "customer \(MessageText.value(customer)) is not in the directory: check the id or domain, "
                    + "or import the customer"
            case .user:
                "user \(MessageText.value(user ?? "")) is not in customer \(MessageText.value(customer)): "
                    + "check the UPN or id; without --user, users who are no longer there are shown as well"
            }
        return CommandRefusal(status: .usage, message: message)
    }
}

/// A history as text.
enum HistoryText {
    static func table(_ report: HistoryReport, style: TextStyle, columns: Int?) -> String {
        var table = TextTable([
            TextTable.Column(title: "TIME"), TextTable.Column(title: "USER", givesWay: true),
            TextTable.Column(title: "PRODUCT"), TextTable.Column(title: "BEFORE", givesWay: true),
            TextTable.Column(title: "AFTER", givesWay: true), TextTable.Column(title: "JOB"),
            TextTable.Column(title: "LINE", isNumber: true), TextTable.Column(title: "BY"),
        ])
        for change in report.changes {
            table.add([
                change.startedAt, MessageText.plain(change.user ?? "(no longer there)"),
                MessageText.plain(change.product ?? "(no longer there)"), hold(change.before), hold(change.after),
                change.job, CountText.of(change.line), MessageText.plain(change.actor),
            ])
        }
        return table.text(width: columns, style: style)
    }

    private static func hold(_ text: String) -> String {
        text.isEmpty ? "-" : MessageText.plain(text)
    }
}
