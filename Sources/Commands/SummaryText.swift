import Jobs
import Licensing
import Manifest

/// What a plan or an apply came to, as a person wants to read it: what, why not, and what to do next.
struct SummaryText {
    let report: RunReport
    let next: NextCommand
    let style: TextStyle
    /// Width of the terminal; nil when the text goes elsewhere and may be as wide as it likes.
    let columns: Int?

    var text: String {
        let parts = [headline, Self.changes(report, style), remarks, codes, refusedRows, shortages, files, commands]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    /// `41 rows in manifest.csv: 16 ready, 3 unchanged, 1 superseded, 21 refused`.
    private var headline: String {
        let rows = style.bold(CountText.of(report.rowCount, "row"))
        return "\(rows) in \(Self.name(report.manifest))" + (report.statuses.isEmpty ? "" : ": \(statuses)")
    }

    private var statuses: String { Self.statuses(report, style) }

    /// `16 ready, 3 unchanged, 1 superseded, 21 refused`.
    static func statuses(_ report: RunReport, _ style: TextStyle) -> String {
        RowStatus.allCases.compactMap { status in
            guard let count = report.statuses[status], count > 0 else { return nil }
            let text = "\(CountText.of(count)) \(status.name)"
            switch status {
            case .ready, .applied: return style.good(text)
            case .refused, .failed, .drifted: return style.bad(text)
            case .unchanged, .superseded, .unprocessed: return text
            }
        }.joined(separator: ", ")
    }

    /// What changes in numbers.
    static func changes(_ report: RunReport, _ style: TextStyle) -> String {
        let isPlan =
            report.job == nil && !report.statuses.keys.contains { [.applied, .failed, .unprocessed].contains($0) }
        guard report.changedUserCount > 0 else { return isPlan ? "nothing to change" : "nothing changed" }
        let users = CountText.of(report.changedUserCount, "user")
        let place = CountText.of(report.changedCustomerCount, "customer")
        let verb = isPlan ? "would change" : "changed"
        return "\(style.bold(users)) of \(place) \(verb): "
            + "\(CountText.of(report.newHoldings, "license")) assigned, \(CountText.of(report.lostHoldings)) revoked"
            + unlicensed(report, style)
    }

    private static func unlicensed(_ report: RunReport, _ style: TextStyle) -> String {
        guard report.unlicensedUsers > 0 else { return "" }
        return style.bad(", \(CountText.of(report.unlicensedUsers, "user")) left without any")
    }

    private var remarks: String {
        report.remarks.map { fit("note: \(MessageText.plain(RemarkText.of($0, next), limit: 1000))") }
            .joined(separator: "\n")
    }

    /// The codes with how many rows each, most first.
    private var codes: String {
        let order = Dictionary(uniqueKeysWithValues: zip(Codes.names, 0...))
        let sorted = report.codes.sorted { left, right in
            left.value == right.value
                ? order[left.key, default: 0] < order[right.key, default: 0] : left.value > right.value
        }
        guard let most = sorted.first else { return "" }
        let width = CountText.of(most.value).count
        let lines = sorted.map { code, count in
            let number = CountText.of(count)
            return "  " + String(repeating: " ", count: width - number.count) + "\(style.bold(number))  \(code)"
        }
        return (["", "Refused rows by code:"] + lines).joined(separator: "\n")
    }

    private var refusedRows: String {
        guard !report.firstRefused.isEmpty else { return "" }
        let lines = report.firstRefused.map { row in
            fit(
                "  line \(row.line)  \(row.codes.joined(separator: ";")): \(MessageText.plain(row.message, limit: 1000))"
            )
        }
        let more = (report.statuses[.refused] ?? 0) - report.firstRefused.count
        let rest =
            more > 0 ? ["  and \(CountText.of(more)) more in \(Self.name(report.files.failed ?? "failed.csv"))"] : []
        return (["", "First refused rows:"] + lines + rest).joined(separator: "\n")
    }

    /// Seats to buy.
    private var shortages: String {
        guard report.shortageCount > 0 else { return "" }
        let lines = report.firstShortages.map { shortage in
            let product = MessageText.plain(shortage.product)
            let use = "\(CountText.of(shortage.inUse)) of \(CountText.of(shortage.seats)) in use"
            return fit(
                "  \(CountText.of(shortage.short)) of \(product) for customer \(MessageText.plain(shortage.customer)) (\(use))"
            )
        }
        let more = report.shortageCount - lines.count
        let rest =
            more > 0
            ? ["  and \(CountText.of(more)) more in \(Self.name(report.files.shortages ?? "shortages.csv"))"] : []
        return (["", "Seats to buy:"] + lines + rest).joined(separator: "\n")
    }

    private var files: String {
        let written = [
            report.files.results, report.files.failed, report.files.shortages, report.files.undo, report.files.summary,
            report.files.plan,
        ].compactMap(\.self).filter { $0 != "-" }
        guard !written.isEmpty else { return "" }
        return (["", "Files:"] + written.map { "  \(Self.name($0))" }).joined(separator: "\n")
    }

    private var commands: String {
        let lines = next.lines(after: report)
        guard !lines.isEmpty else { return "" }
        let width = lines.reduce(0) { max($0, $1.purpose.count) }
        let padded = lines.map { line in
            "  \(line.purpose)" + String(repeating: " ", count: width - line.purpose.count)
                + "  \(style.bold(MessageText.plain(line.command, limit: 4000)))"
        }
        return (["", "Next:"] + padded).joined(separator: "\n")
    }

    private func fit(_ line: String) -> String {
        columns.map { DisplayWidth.cut(line, to: $0 - 1) } ?? line
    }

    /// A path as messages show it.
    private static func name(_ path: String) -> String {
        path == "-" ? "standard input" : MessageText.plain(path, limit: 1000)
    }
}

extension SummaryText {
    /// For `--quiet`: one line when a person must do something, else nothing.
    static func quietLine(_ report: RunReport) -> String? {
        let open = (report.statuses[.refused] ?? 0) + (report.statuses[.failed] ?? 0)
        // Why a run ended early, or left something out, is said in any case.
        guard report.statuses[.drifted] == nil, open > 0, report.stop == nil else { return nil }
        let rows = "\(CountText.of(open)) of \(CountText.of(report.rowCount, "row"))"
        return "\(rows) in \(name(report.manifest)) refused: see \(name(report.files.failed ?? "failed.csv"))"
    }

    /// How far a run came that ended early.
    static func reached(_ report: RunReport) -> String {
        let applied = report.statuses[.applied] ?? 0
        let left = [RowStatus.failed, .unprocessed, .drifted].compactMap { status in
            report.statuses[status].map { (rows: $0, status: status) }
        }
        let rest = left.map { ", \(CountText.of($0.rows, "row")) \($0.status.name)" }.joined()
        return applied > 0
            ? "\(CountText.of(applied, "row")) applied before that\(rest)" : "nothing was changed\(rest)"
    }
}
