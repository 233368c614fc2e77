import Licensing
import Synchronization

/// A manifest judged: what became of every row, and per customer what there is to change.
struct Judging: Sendable {
    /// What one customer's rows came to.
    struct CustomerResult: Sendable {
        /// Sorted by user, then product; none where nothing is to be changed.
        private(set) var changes: [Judgement.Change] = []
        private(set) var counts = Judgement.ChangeCounts()
        var shortages: [Judgement.Shortage] = []
        /// Those of one row one behind the other.
        var findings: [Judgement.Finding] = []
        /// By folded user cell that leads nowhere: the folded UPN that was probably meant.
        var suggestions: [[UInt8]: String] = [:]

        init() {}

        init(_ judgement: Judgement, suggestions: [[UInt8]: String], keepsChanges: Bool) {
            counts = judgement.changeCounts
            changes = keepsChanges ? judgement.changes : []
            shortages = judgement.shortages
            findings = judgement.findings
            self.suggestions = suggestions
        }

        mutating func forgetChanges() {
            changes = []
            counts = Judgement.ChangeCounts()
        }
    }

    let reading: ManifestReading
    let judge: Judge
    var outcomes: RowOutcomes
    let texts: HoldTexts
    /// In the order of `reading.customers.entries`.
    private(set) var customers: [CustomerResult]

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
        let entries = reading.customers.entries
        let shared = Mutex(JudgingTable(reading, workers))
        let numbers = HoldNumbers(HoldTexts(catalog: judge.catalog))
        let queue = WorkQueue(entries.indices)
        try workers.run { _ in
            // One reader a worker: it sees one state, and a customer is loaded and judged from that alone.
            try directory.read { reader in
                let loader = SnapshotLoader(reader: reader, catalog: judge.catalog)
                while let customer = queue.next() {
                    let work = CustomerWork(reading, customer: customer, judge: judge, workers: workers)
                    let (rows, loaded) = try clock.time(.load) { try work.load(loader) }
                    let judgement = clock.time(.judge) { work.judge(rows, loaded) }
                    let settled = clock.time(.judge) { work.settle(judgement, rows, numbers) }
                    let result = CustomerResult(
                        judgement,
                        suggestions: loaded.suggestions,
                        keepsChanges: keepsChanges
                    )
                    let done = shared.withLock { $0.take(settled, customer, result) }
                    try progress(done, reading.rows.count)
                }
            }
        }
        let table = shared.withLock { $0 }
        self.reading = reading
        self.judge = judge
        outcomes = table.outcomes
        texts = numbers.texts
        customers = table.customers
        if judge.atomicity == .file { refuseFileIfAnyRowWasRefused() }
    }

    /// Forgets what there was to change for these customers, and gives their accepted rows another status.
    mutating func leave(_ left: [Int], as status: RowStatus) {
        let isLeft = Set(left.map(Int32.init))
        let rows = reading.rows
        for row in 0..<rows.count where outcomes[row].codes.isEmpty && isLeft.contains(rows[row].customer) {
            outcomes[row] = RowOutcomes.Outcome(status)
        }
        for customer in left { customers[customer].forgetChanges() }
    }

    /// What was found about a row that bears out one of its codes; nil where the row's own cells say all.
    func finding(of row: Int, _ code: Codes) -> Judgement.Finding? {
        let customer = Int(reading.rows[row].customer)
        guard customer >= 0 else { return nil }
        for place in outcomes[row].firstFinding..<customers[customer].findings.count {
            let finding = customers[customer].findings[place]
            guard finding.row == row else { return nil }
            if finding.reason.code == code { return finding }
        }
        return nil
    }

    /// What a customer is short of for a product, if it is.
    func shortage(ofCustomer customer: Int, product: Int) -> Judgement.Shortage? {
        let place = customers[customer].shortages.firstPlace { $0.product >= product }
        guard place < customers[customer].shortages.count else { return nil }
        let shortage = customers[customer].shortages[place]
        return shortage.product == product ? shortage : nil
    }

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
    private var rowsDone = 0

    init(_ reading: ManifestReading, _ workers: Workers) {
        outcomes = RowOutcomes(reading.rows, operations: reading.operations, on: workers)
        customers = [Judging.CustomerResult](
            repeating: Judging.CustomerResult(),
            count: reading.customers.entries.count
        )
    }

    /// Takes one customer in; returns how many rows are done.
    mutating func take(_ settled: [[CustomerWork.SettledRow]], _ customer: Int, _ result: Judging.CustomerResult) -> Int
    {
        for share in settled {
            for row in share { outcomes[Int(row.number)] = row.outcome }
        }
        var last = -1
        for (place, finding) in result.findings.enumerated() where finding.row != last {
            outcomes[finding.row].firstFinding = place
            last = finding.row
        }
        customers[customer] = result
        rowsDone += settled.reduce(0) { $0 + $1.count }
        return rowsDone
    }
}
