import Licensing
import Manifest

/// A judged manifest with all that its outputs need.
struct JudgedManifest: Sendable {
    private(set) var judging: Judging
    private(set) var explainer: RowExplainer
    var report: RunReport
    let shortages: ShortagesTable

    init(_ judging: Judging, request: RunRequest, digest: String, earlier: EarlierJobs?, startedAt: Double) {
        self.judging = judging
        explainer = RowExplainer(judging)
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
    var source: FileIdentity? { judging.manifest.file.spool.identity }

    /// Calls every ready row applied.
    mutating func markApplied() {
        judging.outcomes.replaceAll(.ready, with: .applied)
        update()
    }

    /// Says of the accepted rows of some customers, by position in their table, that nothing came of them, and why.
    mutating func stop(_ stop: RunReport.Stop, notReached customers: [Int]) {
        report.stop = stop
        leave(customers, as: stop.statusOfRowsNotReached)
    }

    /// Says of the accepted rows of some customers, by position in their table, that nothing came of them.
    mutating func leave(_ customers: [Int], as status: RowStatus) {
        judging.leave(customers, as: status)
        update()
    }

    /// Leaves out customers that are not as they were when they were judged.
    ///
    /// - Parameters:
    ///   - done: those that need not be looked at.
    ///   - reader: one state of the directory.
    /// - Throws: `StoreError`.
    mutating func leaveDrifted(besides done: Set<Int>, _ reader: any DirectoryReader) throws {
        let isCatalogSame = try reader.catalogRevision() == judging.catalogRevision
        let waiting = judging.customers.indices.filter { !done.contains($0) }
        let drifted = try waiting.filter { customer in
            let number = judging.manifest.customers[customer].number
            return try !isCatalogSame || reader.revision(ofCustomer: number) != judging.customers[customer].revision
        }
        guard !drifted.isEmpty else { return }
        // All of the file or nothing, as long as there is a choice.
        leave(judging.atomicity == .file && done.isEmpty ? waiting : drifted, as: .drifted)
    }

    private mutating func update() {
        explainer = RowExplainer(judging)
        report.statuses = judging.outcomes.counts().statuses
        report.countChanges(of: judging)
    }
}
