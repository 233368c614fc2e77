import Jobs
import Licensing
import Manifest

/// The commands to type after a run, ready for a shell.
struct NextCommand {
    /// `--store` as it was given; nil when it was not, and need not be said again.
    let store: String?
    let delimiter: Delimiter?
    let encoding: TextEncoding?

    /// What for, and the command.
    struct Line: Hashable {
        let purpose: String
        let command: String
    }

    func lines(after report: RunReport) -> [Line] {
        var lines: [Line] = []
        if (report.statuses[.ready] ?? 0) > 0 {
            let purpose =
                "apply the \(CountText.of(report.statuses[.ready] ?? 0, "row")) that \(report.statuses[.ready] == 1 ? "is" : "are") ready"
            let command =
                if let plan = report.plan {
                    words(["apply", plan]) + storeFlag
                } else if report.manifest == "-" {
                    apply("-", report, keepsEncoding: true) + " --yes"
                } else {
                    apply(report.manifest, report, keepsEncoding: true)
                }
            lines.append(Line(purpose: purpose, command: command))
        }
        if report.wasStopped {
            let rows = CountText.of(report.statuses[.unprocessed] ?? 0, "row")
            var command = apply(report.manifest, report, keepsEncoding: true)
            if case .interrupted = report.stop, let job = report.job { command = resume(job) }
            lines.append(Line(purpose: "do the rest, \(rows)", command: command))
        } else if !report.isClean, report.stop == nil, let failed = report.files.failed {
            let isToBeMended = (report.statuses[.refused] ?? 0) > 0
            let purpose = isToBeMended ? "send the rest again, once mended" : "send the rest again"
            lines.append(Line(purpose: purpose, command: apply(failed, report, keepsEncoding: false)))
        }
        if let job = report.job, report.changedUserCount > 0 {
            lines.append(Line(purpose: "take it all back", command: words(["jobs", "undo", job]) + storeFlag))
        }
        return lines
    }

    /// What goes on with a job.
    func resume(_ job: String) -> String { words(["jobs", "resume", job]) + storeFlag }

    private func apply(_ manifest: String, _ report: RunReport, keepsEncoding: Bool) -> String {
        var flags: [String] = []
        if report.atomicity != .row { flags += ["--atomic", report.atomicity.rawValue] }
        if let delimiter { flags += ["--delimiter", delimiter.rawValue] }
        // Outputs are UTF-8, whatever the manifest was.
        if keepsEncoding, let encoding { flags += ["--encoding", encoding.rawValue] }
        return words(["apply", manifest] + flags) + storeFlag
    }

    private var storeFlag: String {
        store.map { " " + ["--store", $0].map(ShellQuoting.quoted).joined(separator: " ") } ?? ""
    }

    private func words(_ words: [String]) -> String {
        (["seatwise"] + words.map(ShellQuoting.quoted)).joined(separator: " ")
    }
}
