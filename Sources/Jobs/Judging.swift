import Licensing
import Synchronization

/// A manifest judged: what became of every row, and per customer what there is to change.
struct Judging: Sendable {
    /// What one customer's rows came to.
    struct CustomerResult: Sendable {
        var changes: [Judgement.Change] = []
        var shortages: [Judgement.Shortage] = []
        /// Sorted by row.
        var findings: [Judgement.Finding] = []
        /// By folded user cell that leads nowhere: the folded UPN that was probably meant.
        var suggestions: [[UInt8]: String] = [:]

        /// Users for whom something changes; changes are sorted by user.
        var changedUserCount: Int {
            zip(changes, changes.dropFirst()).reduce(changes.isEmpty ? 0 : 1) { $0 + ($1.0.user == $1.1.user ? 0 : 1) }
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
                    rows.reserveCapacity(reading.rowsOfCustomers.count(of: customer))
                    let loaded = try clock.time(.load) {
                        try loader.load(entries[customer]) { take in
                            reading.rowsOfCustomers.forEach(of: customer) { row, user in
                                rows.append(row)
                                take(user)
                            }
                        }
                    }
                    let judgement = clock.time(.judge) {
                        judge.judge(Self.resolve(rows, loaded), in: loaded.snapshot)
                    }
                    let done = shared.withLock { table in
                        table.take(judgement, of: rows, customer, suggestions: loaded.suggestions)
                    }
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
            outcomes[row] = RowOutcomes.Outcome(status: status, codes: [])
        }
        for customer in left { customers[customer].changes.removeAll() }
    }

    private mutating func refuseFileIfAnyRowWasRefused() {
        guard outcomes.indices.contains(where: { !outcomes[$0].codes.isEmpty }) else { return }
        for row in 0..<outcomes.count where outcomes[row].codes.isEmpty {
            outcomes[row] = RowOutcomes.Outcome(status: .refused, codes: .fileChangeRefused)
        }
        for customer in customers.indices { customers[customer].changes.removeAll() }
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
        suggestions: [[UInt8]: String]
    ) -> Int {
        for (row, verdict) in zip(rows, judgement.verdicts) {
            let product = operations[Int(row.operation)].product
            outcomes[Int(row.number)] = RowOutcomes.Outcome(
                status: verdict.status,
                codes: verdict.codes,
                before: texts.number(of: verdict.before, product: product),
                after: texts.number(of: verdict.after, product: product)
            )
        }
        customers[customer] = Judging.CustomerResult(
            changes: judgement.changes,
            shortages: judgement.shortages,
            findings: judgement.findings,
            suggestions: suggestions
        )
        rowsDone += rows.count
        return rowsDone
    }
}
