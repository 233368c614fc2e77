import Licensing
import Synchronization

/// A manifest judged: what became of every row, and per customer what there is to change.
struct Judging: Sendable {
    /// What one customer's rows came to.
    struct CustomerResult: Sendable {
        /// Sorted by user, then product.
        private(set) var changes: [Judgement.Change] = []
        private(set) var counts = ChangeCounts()
        var shortages: [Judgement.Shortage] = []
        /// Sorted by row.
        var findings: [Judgement.Finding] = []
        /// By folded user cell that leads nowhere: the folded UPN that was probably meant.
        var suggestions: [[UInt8]: String] = [:]

        init() {}

        init(_ judgement: Judgement, suggestions: [[UInt8]: String]) {
            changes = judgement.changes
            counts = ChangeCounts(changes)
            shortages = judgement.shortages
            findings = judgement.findings
            self.suggestions = suggestions
        }

        mutating func forgetChanges() {
            changes = []
            counts = ChangeCounts()
        }
    }

    /// What changes come to.
    struct ChangeCounts: Sendable {
        /// Users for whom something changes.
        var users = 0
        /// Products newly held, and no longer held.
        var newHoldings = 0
        var lostHoldings = 0

        init() {}

        /// - Parameter changes: sorted by user.
        init(_ changes: [Judgement.Change]) {
            var last: Int?
            for change in changes {
                if change.user != last { users += 1 }
                last = change.user
                if change.before.isHeld != change.after.isHeld {
                    newHoldings += change.after.isHeld ? 1 : 0
                    lostHoldings += change.before.isHeld ? 1 : 0
                }
            }
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
        workers: Workers,
        clock: StageClock,
        progress: @Sendable (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        let entries = reading.customers.entries
        let shared = Mutex(JudgingTable(reading, catalog: judge.catalog))
        let queue = WorkQueue(entries.indices)
        try workers.run { _ in
            // One reader a worker: it sees one state, and a customer is loaded and judged from that alone.
            try directory.read { reader in
                let loader = SnapshotLoader(reader: reader, catalog: judge.catalog)
                while let customer = queue.next() {
                    var rows: [CustomerRows.Row] = []
                    let rowCount = reading.rowsOfCustomers.count(of: customer)
                    rows.reserveCapacity(rowCount)
                    let loaded = try clock.time(.load) {
                        try loader.load(entries[customer], rowCount: rowCount) { take in
                            reading.rowsOfCustomers.forEach(of: customer) { row, user in
                                rows.append(row)
                                take(user)
                            }
                        }
                    }
                    let judgement = clock.time(.judge) {
                        judge.judge(Self.resolve(rows, loaded), in: loaded.snapshot)
                    }
                    let result = CustomerResult(judgement, suggestions: loaded.suggestions)
                    let done = shared.withLock { $0.take(judgement, of: rows, customer, result) }
                    try progress(done, reading.rows.count)
                }
            }
        }
        let table = shared.withLock { $0 }
        self.reading = reading
        self.judge = judge
        outcomes = table.outcomes
        texts = table.texts
        customers = table.customers
        if judge.atomicity == .file { refuseFileIfAnyRowWasRefused() }
    }

    /// The rows of one customer with their users found.
    private static func resolve(_ rows: [CustomerRows.Row], _ loaded: SnapshotLoader.Loaded) -> [ResolvedRow] {
        zip(rows, loaded.userOfRow).map { row, user in
            // A row without a user says so already.
            let isUnknown = user < 0 && !row.codes.contains(.missingField)
            return ResolvedRow(
                row: Int(row.number),
                user: Int(user),
                operation: Int(row.operation),
                codes: isUnknown ? row.codes.union(.unknownUser) : row.codes
            )
        }
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

    /// What was found about a row, nothing for one whose own cells say all.
    func findings(of row: Int) -> ArraySlice<Judgement.Finding> {
        let customer = Int(reading.rows[row].customer)
        guard customer >= 0 else { return [] }
        return customers[customer].findings[outcomes[row].firstFinding...].prefix { $0.row == row }
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
    var texts: HoldTexts
    var customers: [Judging.CustomerResult]
    private let operations: [Operation]
    private var rowsDone = 0

    init(_ reading: ManifestReading, catalog: Catalog) {
        operations = reading.operations
        outcomes = RowOutcomes(reading.rows, operations: reading.operations)
        texts = HoldTexts(catalog: catalog)
        customers = [Judging.CustomerResult](
            repeating: Judging.CustomerResult(),
            count: reading.customers.entries.count
        )
    }

    /// Takes one customer in; returns how many rows are done.
    mutating func take(
        _ judgement: Judgement,
        of rows: [CustomerRows.Row],
        _ customer: Int,
        _ result: Judging.CustomerResult
    ) -> Int {
        var finding = 0
        for (row, verdict) in zip(rows, judgement.verdicts) {
            guard verdict.codes.isEmpty else {
                while finding < judgement.findings.count, judgement.findings[finding].row < row.number { finding += 1 }
                outcomes[Int(row.number)] = RowOutcomes.Outcome(verdict.codes, firstFinding: finding)
                continue
            }
            let product = operations[Int(row.operation)].product
            outcomes[Int(row.number)] = RowOutcomes.Outcome(
                verdict.status,
                before: texts.number(of: verdict.before, product: product),
                after: texts.number(of: verdict.after, product: product)
            )
        }
        customers[customer] = result
        rowsDone += rows.count
        return rowsDone
    }
}
