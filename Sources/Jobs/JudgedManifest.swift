import Licensing
import Manifest

/// A judged manifest with all that its outputs need.
struct JudgedManifest: Sendable {
    private(set) var judging: Judging
    private(set) var explainer: RowExplainer
    var report: RunReport
    private let suggestions: Suggestions

    init(_ judging: Judging, suggestions: Suggestions, request: RunRequest, startedAt: Double) {
        self.judging = judging
        self.suggestions = suggestions
        explainer = RowExplainer(judging, suggestions: suggestions)
        report = RunReport(judging, request: request, explainer: explainer, startedAt: startedAt)
    }

    /// Which file the manifest is, so that no output overwrites it.
    var source: FileIdentity? { judging.reading.file.spool.identity }

    /// Calls every ready row applied, but for those of customers that the store did not take.
    mutating func markApplied(butFailed customers: [Int] = []) {
        let isFailed = Set(customers.map(Int32.init))
        let rows = judging.reading.rows
        judging.outcomes.replace(.ready, with: .failed) { isFailed.contains(rows[$0].customer) }
        judging.outcomes.replace(.ready, with: .applied) { _ in true }
        judging.discardChanges(of: customers)
        explainer = RowExplainer(judging, suggestions: suggestions)
        report.statuses = judging.outcomes.countsByStatus
        report.countChanges(of: judging)
    }
}
