import Licensing
import Synchronization

/// A manifest judged: what became of every row, and per customer what there is to change.
struct Judging: Sendable {
    /// What one customer's rows came to.
    struct CustomerResult: Sendable {
        /// Sorted by user, then product; none where nothing is to be changed.
        var changes: [Judgement.Change] = []
        private(set) var counts = Judgement.ChangeCounts()
        /// How many products its users hold before the file, all of them together.
        private(set) var heldBefore = 0
        /// Where they stand in `Judging.shortages`, sorted by product.
        var shortages = 0..<0
        /// By folded user cell that leads nowhere: the folded UPN that was probably meant.
        var suggestions: [[UInt8]: String] = [:]
        /// That of the customer in the directory when it was judged; what changes the customer raises it.
        private(set) var revision = 0

        init() {}

        init(
            counts: Judgement.ChangeCounts,
            heldBefore: Int,
            shortages: Range<Int>,
            suggestions: [[UInt8]: String],
            revision: Int,
            changes: [Judgement.Change]
        ) {
            self.counts = counts
            self.heldBefore = heldBefore
            self.revision = revision
            self.changes = changes
            self.shortages = shortages
            self.suggestions = suggestions
        }

        mutating func forgetChanges() {
            changes = []
            counts = Judgement.ChangeCounts()
        }
    }

    let manifest: ManifestRows
    let rules: RuleBook
    let atomicity: Atomicity
    /// That of the catalog in the directory by which it was judged.
    let catalogRevision: Int
    let suggestions: Suggestions
    var outcomes: RowOutcomes
    let holds: HoldTexts
    /// In the order of `manifest.customers`.
    private(set) var customers: [CustomerResult]
    /// Of all customers, those of one row one behind the other: a row finds its own at once.
    let findings: [Judgement.Finding]
    /// Of all customers, those of one customer one behind the other.
    let shortages: [Judgement.Shortage]

    /// Judges every row, several customers at once.
    init(
        _ reading: ManifestReading,
        directory: any Directory,
        judge: Judge,
        keepsChanges: Bool,
        workers: Workers,
        clock: StageClock,
        progress: @Sendable (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        let customerCount = reading.manifest.customers.count
        let shared = Mutex(JudgingTable(reading.outcomes.take() ?? RowOutcomes(), customerCount: customerCount))
        let numbers = HoldNumbers(HoldTexts(catalog: judge.catalog))
        let queue = WorkQueue(0..<customerCount)
        try workers.run { _ in
            // One reader a worker: it sees one state, and a customer is loaded and judged from that alone.
            try directory.read { reader in
                let loader = SnapshotLoader(reader: reader, catalog: judge.catalog)
                while let customer = queue.next() {
                    let work = CustomerWork(reading, customer: customer, judge: judge, workers: workers)
                    let (rows, loaded) = try clock.time(.load) { try work.load(loader) }
                    let judgement = clock.time(.judge) { work.judge(rows, loaded) }
                    let shortages = shared.withLock { $0.take(judgement.shortages) }
                    let settled = clock.time(.judge) {
                        work.settle(judgement, numbers, firstShortage: shortages.lowerBound)
                    }
                    let result = CustomerResult(
                        counts: settled.changes,
                        heldBefore: loaded.snapshot.holders.reduce(0, +),
                        shortages: shortages,
                        suggestions: loaded.suggestions,
                        revision: loaded.revision,
                        changes: keepsChanges ? judgement.changes : []
                    )
                    let done = shared.withLock { $0.take(settled.rows, customer, result, judgement.findings) }
                    try progress(done, reading.manifest.rows.count)
                }
            }
        }
        let table = shared.withLock { $0 }
        manifest = reading.manifest
        rules = judge.rules
        atomicity = judge.atomicity
        catalogRevision = reading.catalogRevision
        suggestions = try directory.read { try Suggestions(for: reading, reader: $0) }
        outcomes = table.outcomes
        holds = numbers.texts
        customers = table.customers
        findings = table.findings
        shortages = table.shortages
        if atomicity == .file { refuseFileIfAnyRowWasRefused() }
    }

    /// A judgement that was kept.
    init(
        _ manifest: ManifestRows,
        atomicity: Atomicity,
        catalogRevision: Int,
        suggestions: Suggestions,
        outcomes: RowOutcomes,
        holds: HoldTexts,
        customers: [CustomerResult],
        findings: [Judgement.Finding],
        shortages: [Judgement.Shortage]
    ) {
        self.manifest = manifest
        rules = RuleBook(catalog: manifest.catalog)
        self.atomicity = atomicity
        self.catalogRevision = catalogRevision
        self.suggestions = suggestions
        self.outcomes = outcomes
        self.holds = holds
        self.customers = customers
        self.findings = findings
        self.shortages = shortages
    }

    /// Forgets what there was to change for these customers, and gives their accepted rows another status.
    mutating func leave(_ left: [Int], as status: RowStatus) {
        let isLeft = Set(left.map(Int32.init))
        let rows = manifest.rows
        for row in 0..<rows.count where outcomes[row].codes.isEmpty && isLeft.contains(rows[row].customer) {
            outcomes[row] = RowOutcomes.Outcome(status)
        }
        for customer in left { customers[customer].forgetChanges() }
    }

    /// What was found about a row that bears out one of its codes; nil where the row's own cells say all.
    func finding(of row: Int, _ code: Codes) -> Judgement.Finding? {
        for place in outcomes[row].firstFinding..<findings.count {
            guard findings[place].row == row else { return nil }
            if findings[place].reason.code == code { return findings[place] }
        }
        return nil
    }

    /// What the customer of a row refused with `CountViolation` is short of.
    func shortage(of row: Int) -> Judgement.Shortage? {
        let outcome = outcomes[row]
        return outcome.codes == .count ? shortages[outcome.shortage] : nil
    }

    /// What a customer is short of, sorted by product.
    func shortages(ofCustomer customer: Int) -> ArraySlice<Judgement.Shortage> {
        shortages[customers[customer].shortages]
    }

    /// The rows, in the order of the file, each of which takes a product away from its user.
    var rowsThatRevoke: some Sequence<Int> {
        outcomes.indices.lazy.filter { row in
            let outcome = outcomes[row]
            guard outcome.status == .ready else { return false }
            let pair = holds.pairs[Int(outcome.holds)]
            return pair.before != HoldTexts.notHeld && pair.after == HoldTexts.notHeld
        }
    }

    /// The first rows, in the order of the file, that take the last product away from their users.
    var rowsThatUnlicense: [Int] { customers.flatMap(\.counts.firstRowsThatUnlicense).sorted() }

    private mutating func refuseFileIfAnyRowWasRefused() {
        guard outcomes.indices.contains(where: { !outcomes[$0].codes.isEmpty }) else { return }
        for row in 0..<outcomes.count where outcomes[row].codes.isEmpty {
            outcomes[row] = RowOutcomes.Outcome(.fileChangeRefused)
        }
        for customer in customers.indices { customers[customer].forgetChanges() }
    }
}

/// What the workers put together, under one lock.
private struct JudgingTable: Sendable {
    var outcomes: RowOutcomes
    var customers: [Judging.CustomerResult]
    private(set) var findings: [Judgement.Finding] = []
    private(set) var shortages: [Judgement.Shortage] = []
    private var rowsDone = 0

    init(_ outcomes: consuming RowOutcomes, customerCount: Int) {
        self.outcomes = outcomes
        customers = [Judging.CustomerResult](repeating: Judging.CustomerResult(), count: customerCount)
    }

    /// Takes what one customer is short of; returns where it stands.
    mutating func take(_ more: [Judgement.Shortage]) -> Range<Int> {
        let first = shortages.count
        shortages += more
        return first..<shortages.count
    }

    /// Takes one customer in; returns how many rows are done.
    mutating func take(
        _ settled: [[CustomerWork.SettledRow]],
        _ customer: Int,
        _ result: Judging.CustomerResult,
        _ more: [Judgement.Finding]
    ) -> Int {
        for share in settled {
            outcomes.settle(share)
            rowsDone += share.count
        }
        outcomes.point(to: more, from: findings.count)
        // Those of one customer alone are not copied: a file may refuse millions of rows.
        if findings.isEmpty { findings = more } else { findings += more }
        customers[customer] = result
        return rowsDone
    }
}
