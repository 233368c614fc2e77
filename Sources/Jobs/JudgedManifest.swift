import Licensing
import Manifest

/// A judged manifest with all that its outputs need.
struct JudgedManifest: Sendable {
    private(set) var judging: Judging
    private(set) var explainer: RowExplainer
    var report: RunReport
    let shortages: ShortagesTable
    private let suggestions: Suggestions

    init(
        _ judging: Judging,
        suggestions: Suggestions,
        request: RunRequest,
        digest: String,
        earlier: EarlierJobs,
        startedAt: Double
    ) {
        self.judging = judging
        self.suggestions = suggestions
        explainer = RowExplainer(judging, suggestions: suggestions)
        shortages = ShortagesTable(judging)
        report = RunReport(
            judging,
            shortages,
            request: request,
            digest: digest,
            explainer: explainer,
            earlier: earlier,
            startedAt: startedAt
        )
    }

    /// Which file the manifest is, so that no output overwrites it.
    var source: FileIdentity? { judging.reading.file.spool.identity }

    /// Calls every ready row applied.
    mutating func markApplied() {
        judging.outcomes.replaceAll(.ready, with: .applied)
        update()
    }

    /// Says of the accepted rows of some customers, by position in their table, that nothing came of them, and why.
    mutating func stop(_ stop: RunReport.Stop, notReached customers: [Int]) {
        judging.leave(customers, as: stop.statusOfRowsNotReached)
        report.stop = stop
        update()
    }

    private mutating func update() {
        explainer = RowExplainer(judging, suggestions: suggestions)
        report.statuses = judging.outcomes.counts().statuses
        report.countChanges(of: judging)
    }
}
