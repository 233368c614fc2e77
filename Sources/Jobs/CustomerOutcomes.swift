import Licensing

/// Counts, for each customer, how its rows ended.
struct CustomerOutcomes {
    private var counts: [[RowStatus: Int]]
    private let judging: Judging

    init(_ judging: Judging) {
        self.judging = judging
        var counts = [Int](repeating: 0, count: judging.customers.count * RowStatus.allCases.count)
        for row in 0..<judging.manifest.rows.count {
            let customer = Int(judging.manifest.rows[row].customer)
            guard customer >= 0 else { continue }
            counts[customer * RowStatus.allCases.count + Int(judging.outcomes[row].status.rawValue)] += 1
        }
        self.counts = judging.customers.indices.map { customer in
            Dictionary(
                uniqueKeysWithValues: RowStatus.allCases.map {
                    ($0, counts[customer * RowStatus.allCases.count + Int($0.rawValue)])
                }
            )
        }
    }

    func outcome(of customer: Int) -> CustomerOutcome {
        func count(_ status: RowStatus) -> Int { counts[customer][status] ?? 0 }
        return CustomerOutcome(
            customerID: judging.manifest.customers[customer].id,
            applied: count(.applied),
            unchanged: count(.unchanged),
            superseded: count(.superseded),
            refused: count(.refused),
            drifted: count(.drifted),
            usersChanged: judging.customers[customer].counts.users
        )
    }
}
