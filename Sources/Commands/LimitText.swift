import Jobs
import Manifest

/// What is said when a limit keeps a run from changing anything: the count, the limit, the first rows, the way out.
enum LimitText {
    static func refusal(_ passed: RunLimits.Passed, results: String?) -> CommandRefusal {
        CommandRefusal(
            status: passed.kind == .errors ? .stoppedByLimit : .notConfirmed,
            message: "\(what(passed))\(lines(passed)), more than --\(passed.kind.rawValue) \(passed.limit) allows: "
                + "nothing was changed; \(way(passed.kind, results))"
        )
    }

    private static func what(_ passed: RunLimits.Passed) -> String {
        let all = CountText.of(passed.all)
        return switch passed.kind {
        case .errors: "\(CountText.of(passed.count, "row")) of \(all) refused"
        case .revokes: "\(CountText.of(passed.count, "license")) of the \(all) held would be revoked"
        case .unlicensed: "\(CountText.of(passed.count, "user")) would be left without any license"
        }
    }

    private static func lines(_ passed: RunLimits.Passed) -> String {
        guard !passed.firstLines.isEmpty else { return "" }
        let noun = passed.firstLines.count == 1 ? "line" : "lines"
        let first = passed.count > passed.firstLines.count ? "first by \(noun)" : "by \(noun)"
        return ", \(first) \(passed.firstLines.map(String.init).joined(separator: ", "))"
    }

    private static func way(_ kind: RunLimits.Passed.Kind, _ results: String?) -> String {
        let file = results.flatMap { $0 == "-" ? nil : MessageText.plain($0, limit: 1000) } ?? "the results"
        return switch kind {
        case .errors: "see \(file), and mend the manifest, or raise the limit"
        case .revokes, .unlicensed: "see result_before in \(file), and raise the limit if that is meant"
        }
    }
}
