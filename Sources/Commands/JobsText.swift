import Jobs
import Licensing
import Manifest

/// Past jobs as text.
enum JobsText {
    static func list(_ jobs: [JobReport], style: TextStyle, columns: Int?) -> String {
        var table = TextTable([
            TextTable.Column(title: "ID"), TextTable.Column(title: "STARTED"), TextTable.Column(title: "STATE"),
            TextTable.Column(title: "ROWS", isNumber: true), TextTable.Column(title: "APPLIED", isNumber: true),
            TextTable.Column(title: "REFUSED", isNumber: true), TextTable.Column(title: "DRIFTED", isNumber: true),
            TextTable.Column(title: "MANIFEST", givesWay: true),
        ])
        for job in jobs {
            table.add([
                job.id, job.startedAt, state(job), CountText.of(job.rows), count(job, .applied), count(job, .refused),
                count(job, .drifted), MessageText.plain(job.manifest),
            ])
        }
        return table.text(width: columns, style: style)
    }

    /// Nothing where it is not known: of a job that was killed, until it is resumed.
    private static func count(_ job: JobReport, _ status: RowStatus) -> String {
        job.counts.isEmpty ? "" : CountText.of(job.counts[status.name] ?? 0)
    }

    static func details(_ job: JobReport, next: NextCommand, style: TextStyle, columns: Int?) -> String {
        let counts = RowStatus.allCases.compactMap { status in
            job.counts[status.name].map { "\(CountText.of($0)) \(status.name)" }
        }
        let lines = [
            ("job", style.bold(job.id)), ("state", state(job)),
            ("manifest", job.manifest == "-" ? "standard input" : MessageText.plain(job.manifest, limit: 1000)),
            ("sha256", job.sha256), ("atomic", job.atomic), ("options", MessageText.plain(job.options.flags)),
            ("plan", job.plan ?? ""), ("files", MessageText.plain(job.options.out, limit: 1000)),
            ("by", MessageText.plain(job.actor)),
            ("started", job.startedAt),
            ("finished", job.finishedAt ?? "not yet, or it was interrupted"),
            ("rows", CountText.of(job.rows) + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))),
        ]
        let canBeResumed = JobState(rawValue: job.state)?.canBeResumed ?? false
        let way = canBeResumed ? [("next", "`\(next.resume(job.id))` does the rest")] : []
        let head = (lines + way).filter { !$0.1.isEmpty }.map { label, value in
            label + String(repeating: " ", count: 10 - label.count) + value + "\n"
        }.joined()
        guard let customers = job.customers, !customers.isEmpty else { return head }
        var table = TextTable([
            TextTable.Column(title: "CUSTOMER", givesWay: true), TextTable.Column(title: "APPLIED", isNumber: true),
            TextTable.Column(title: "UNCHANGED", isNumber: true),
            TextTable.Column(title: "SUPERSEDED", isNumber: true), TextTable.Column(title: "REFUSED", isNumber: true),
            TextTable.Column(title: "DRIFTED", isNumber: true),
            TextTable.Column(title: "USERS CHANGED", isNumber: true),
        ])
        for customer in customers {
            let counts = [
                customer.applied, customer.unchanged, customer.superseded, customer.refused, customer.drifted,
                customer.usersChanged,
            ]
            table.add([MessageText.plain(customer.customerID)] + counts.map { CountText.of($0) })
        }
        return head + "\n" + table.text(width: columns, style: style)
    }

    static func state(_ job: JobReport) -> String { words(job.state) }

    static func state(_ state: JobState) -> String { words(state.rawValue) }

    private static func words(_ state: String) -> String {
        state.map { $0 == "_" ? " " : String($0) }.joined()
    }
}
