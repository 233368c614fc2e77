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
    private let parts: [Range<Int>]

    /// Rows for which it is worth a thread to work on them.
    private static let rowsOfPart = 1 << 15

    init(_ reading: ManifestReading, customer: Int, judge: Judge, workers: Workers) {
        self.reading = reading
        self.customer = customer
        self.judge = judge
        self.workers = workers
        let rowCount = reading.rowsOfCustomers.count(of: customer)
        parts = reading.rowsOfCustomers.parts(min(workers.count, rowCount / Self.rowsOfPart + 1))
    }

    /// Loads what the rows need, and finds their users.
    func load(_ loader: SnapshotLoader) throws -> (rows: [ResolvedRow], SnapshotLoader.Loaded) {
        let entry = reading.customers.entries[customer]
        let rowCount = reading.rowsOfCustomers.count(of: customer)
        let (gathered, ahead) = try workers.map(parts.count) {
            gather(parts[$0])
        } meanwhile: {
            try loader.readAhead(entry, rowCount: parts.count > 1 ? rowCount : nil)
        }
        let loaded = try loader.load(entry, ahead, naming: gathered.map(\.named), on: workers)
        let userOfName = loaded.userOfName
        let resolved = workers.map(parts.count) { Self.resolve(gathered[$0].rows, gathered[$0].named, userOfName[$0]) }
        return (resolved.count == 1 ? resolved[0] : Array(resolved.joined()), loaded)
    }

    private func gather(_ part: Range<Int>) -> (rows: [CustomerRows.Row], named: NamedUsers) {
        let rowCount = reading.rowsOfCustomers.count(of: customer, in: part)
        var rows: [CustomerRows.Row] = []
        rows.reserveCapacity(rowCount)
        var named = NamedUsers(rowCount: rowCount)
        reading.rowsOfCustomers.forEach(of: customer, in: part) { row, user in
            rows.append(row)
            named.append(user)
        }
        return (rows, named)
    }

    private static func resolve(_ rows: [CustomerRows.Row], _ named: NamedUsers, _ userOfName: [Int32]) -> [ResolvedRow]
    {
        zip(rows, named.nameOfRow).map { row, name in
            let user = name < 0 ? -1 : userOfName[Int(name)]
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

    func judge(_ rows: [ResolvedRow], _ loaded: SnapshotLoader.Loaded) -> Judgement {
        judge.judge(rows, in: loaded.snapshot, shares: parts.count, on: workers)
    }

    /// Puts the verdicts into the form in which they are kept.
    func settle(_ judgement: Judgement, _ rows: [ResolvedRow], _ numbers: HoldNumbers) -> [[SettledRow]] {
        // Rows one behind the other in the file need no look at each, far away in memory.
        let first = rows.first.map { $0.row } ?? 0
        let areTogether = rows.last.map { $0.row == first + rows.count - 1 } ?? true
        return workers.map(judgement.shareCount) { share in
            var settled: [SettledRow] = []
            settled.reserveCapacity(rows.count / judgement.shareCount)
            var recent = HoldNumbers.Recent()
            judgement.forEachVerdict(inShare: share) { index, verdict in
                var outcome = RowOutcomes.Outcome(verdict.codes)
                if verdict.codes.isEmpty {
                    outcome = RowOutcomes.Outcome(
                        verdict.status,
                        before: numbers.number(of: verdict.before, product: verdict.product, &recent),
                        after: numbers.number(of: verdict.after, product: verdict.product, &recent)
                    )
                }
                settled.append(
                    SettledRow(number: UInt32(areTogether ? first + index : rows[index].row), outcome: outcome)
                )
            }
            return settled
        }
    }
}
