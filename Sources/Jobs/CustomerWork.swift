import Licensing

/// The way of one customer's rows from their cells to their outcomes.
///
/// The rows of a large customer go it in parts, so that one customer keeps all workers busy too.
struct CustomerWork {
    /// What became of one row.
    struct SettledRow: Sendable {
        let number: UInt32
        let outcome: RowOutcomes.Outcome
    }

    private let reading: ManifestReading
    private let customer: Int
    private let judge: Judge
    private let workers: Workers
    private let cells: CustomerCells

    init(_ reading: ManifestReading, customer: Int, judge: Judge, workers: Workers) {
        self.reading = reading
        self.customer = customer
        self.judge = judge
        self.workers = workers
        cells = CustomerCells(of: customer, in: reading.rowsOfCustomers)
    }

    /// Loads what the rows need, and finds their users.
    func load(_ loader: SnapshotLoader) throws -> (rows: [ResolvedRow], SnapshotLoader.Loaded) {
        let loaded = try loader.load(reading.manifest.customers[customer], naming: cells, on: workers)
        let parts = workers.map(cells.partCount) { rows(in: $0, of: loaded.userOfCell[$0]) }
        return (parts.concatenated(), loaded)
    }

    private func rows(in part: Int, of users: [Int32]) -> [ResolvedRow] {
        var rows: [ResolvedRow] = []
        rows.reserveCapacity(users.count)
        reading.rowsOfCustomers.forEachRow(of: customer, in: cells.parts[part]) { row in
            let user = users[rows.count]
            let codes = row.hasCodes ? reading.manifest.rows[row.number].codes : Codes()
            // A row without a user says so already.
            let isUnknown = user < 0 && !codes.contains(.missingField)
            rows.append(
                ResolvedRow(
                    row: row.number,
                    user: Int(user),
                    operation: Int(row.operation),
                    codes: isUnknown ? codes.union(.unknownUser) : codes
                )
            )
        }
        return rows
    }

    func judge(_ rows: [ResolvedRow], _ loaded: SnapshotLoader.Loaded) -> Judgement {
        judge.judge(rows, in: loaded.snapshot, shares: min(cells.partCount, workers.count), on: workers)
    }

    /// Puts the verdicts into the form in which they are kept.
    ///
    /// - Parameters:
    ///   - judgement: of the rows.
    ///   - numbers: number the texts of holds.
    ///   - firstShortage: where the customer's shortages begin among those of all customers.
    /// - Returns: what became of the rows, share by share, and how much changes.
    func settle(
        _ judgement: Judgement,
        _ numbers: HoldNumbers,
        firstShortage: Int
    ) -> (rows: [[SettledRow]], changes: Judgement.ChangeCounts) {
        var placeOfShortage = [Int](repeating: 0, count: judge.catalog.products.count)
        for (place, shortage) in judgement.shortages.enumerated() {
            placeOfShortage[shortage.product] = firstShortage + place
        }
        let shares = workers.map(judgement.shareCount) { [placeOfShortage] share in
            var settled: [SettledRow] = []
            var changes = Judgement.ChangeCounts()
            settled.reserveCapacity(cells.count / judgement.shareCount)
            let desk = numbers.desks.take()
            desk.use { recent in
                changes = judgement.forEachVerdict(inShare: share) { row, verdict in
                    let outcome =
                        if verdict.codes.isEmpty {
                            RowOutcomes.Outcome(verdict.status, holds: numbers.number(of: verdict, &recent))
                        } else {
                            RowOutcomes.Outcome(
                                verdict.codes,
                                shortage: verdict.codes == .count ? placeOfShortage[verdict.product] : 0
                            )
                        }
                    settled.append(SettledRow(number: UInt32(row), outcome: outcome))
                }
            }
            numbers.desks.putBack(desk)
            return (rows: settled, changes: changes)
        }
        return (shares.map(\.rows), shares.map(\.changes).reduce(Judgement.ChangeCounts(), +))
    }
}

/// The user cells of one customer's rows.
private struct CustomerCells: UserCells {
    /// Parts of the file.
    let parts: [Range<Int>]
    let count: Int
    private let rows: CustomerRows
    private let customer: Int

    /// Rows for which it is worth a thread to work on them.
    private static let rowsOfPart = 1 << 15

    init(of customer: Int, in rows: CustomerRows) {
        self.rows = rows
        self.customer = customer
        count = rows.count(of: customer)
        parts = rows.parts(count / Self.rowsOfPart + 1)
    }

    var partCount: Int { parts.count }
    var mayBeGUIDs: Bool { rows.mayNameGUIDs(customer) }

    func forEach(in part: Int, _ body: (Span<UInt8>) throws -> Void) rethrows {
        try rows.forEach(of: customer, in: parts[part]) { _, cell in try body(cell) }
    }
}
