import Licensing

/// What became of each row, in the order of the file.
struct RowOutcomes: Sendable {
    /// One row's, in 16 bytes: rows are settled customer by customer, so that each is a visit to memory of its own.
    struct Outcome: Sendable {
        var status: RowStatus
        var codes: Codes
        /// Numbers in `HoldTexts`.
        var before: UInt32 = 0
        var after: UInt32 = 0
    }

    private var outcomes: [Outcome]

    /// Every row refused with the codes that it has by itself: what stays true of rows that belong to no customer.
    init(_ rows: RowTable, operations: [Operation]) {
        let ofOperations = operations.map(\.codes)
        outcomes = (0..<rows.count).map { row in
            Outcome(status: .refused, codes: rows[row].codes.union(ofOperations[Int(rows[row].operation)]))
        }
    }

    var count: Int { outcomes.count }
    var indices: Range<Int> { outcomes.indices }

    subscript(row: Int) -> Outcome {
        get { outcomes[row] }
        set { outcomes[row] = newValue }
    }

    /// Turns rows of one status into another.
    mutating func replaceAll(_ status: RowStatus, with other: RowStatus) {
        for row in outcomes.indices where outcomes[row].status == status { outcomes[row].status = other }
    }

    /// How many rows have each status; statuses that no row has are left out.
    var countsByStatus: [RowStatus: Int] {
        var counts = [Int](repeating: 0, count: RowStatus.allCases.count)
        for outcome in outcomes { counts[Int(outcome.status.rawValue)] += 1 }
        return Dictionary(uniqueKeysWithValues: RowStatus.allCases.map { ($0, counts[Int($0.rawValue)]) })
            .filter { $0.value > 0 }
    }

    /// How many rows have each code, by the code's name.
    var countsByCode: [String: Int] {
        var counts = [Int](repeating: 0, count: Codes.names.count)
        for outcome in outcomes {
            var rest = outcome.codes.rawValue
            while rest != 0 {
                counts[rest.trailingZeroBitCount] += 1
                rest &= rest - 1
            }
        }
        return Dictionary(uniqueKeysWithValues: zip(Codes.names, counts)).filter { $0.value > 0 }
    }
}
