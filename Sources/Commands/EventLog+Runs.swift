import Jobs
import Licensing

/// The events of plans and applies.
extension EventLog {
    func note(_ event: RunEvent) {
        switch event {
        case .judged(let report):
            note("judged", .info, rows(of: report))
        case .began(let job):
            note("job_began", .info, ["job": .text(job)])
        case .committed(let job, let customer):
            let counts = [
                "applied": customer.applied, "unchanged": customer.unchanged, "superseded": customer.superseded,
                "refused": customer.refused, "drifted": customer.drifted,
            ]
            note(
                "customer_committed",
                .info,
                [
                    "job": .text(job), "customer": .text(customer.customerID),
                    "counts": .counts(counts.filter { $0.value > 0 }), "users_changed": .number(customer.usersChanged),
                ]
            )
        }
    }

    /// How a run went; why it ended early is said by the error that follows.
    ///
    /// - Parameters:
    ///   - report: of the run.
    ///   - next: how commands are written.
    func finished(_ report: RunReport, _ next: NextCommand) {
        var fields = rows(of: report)
        fields["files"] = .files(report.files)
        fields["job"] = report.job.map { .text($0) }
        for remark in report.remarks {
            note("remark", .info, ["message": .text(RemarkText.of(remark, next)), "job": fields["job"] ?? nil])
        }
        note("finished", report.isClean ? .info : .warning, fields)
    }

    private func rows(of report: RunReport) -> [String: Field?] {
        [
            "mode": .text(report.mode.rawValue), "manifest": .text(report.manifest), "sha256": .text(report.digest),
            "rows": .number(report.rowCount), "customers": .number(report.customerCount),
            "counts": .counts(Dictionary(uniqueKeysWithValues: report.statuses.map { ($0.key.name, $0.value) })),
            "codes": .counts(report.codes),
        ]
    }
}
