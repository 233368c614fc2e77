import Licensing

/// What became of each row: 13 bytes a row, in the order of the file.
struct RowOutcomes: Sendable {
    private(set) var statuses: [RowStatus]
    private(set) var codes: [Codes]
    /// Numbers in `HoldTexts`.
    private(set) var befores: [UInt32]
    private(set) var afters: [UInt32]

    /// Every row refused with the codes that it has by itself: what stays true of rows that belong to no customer.
    init(_ rows: RowTable, operations: [Operation]) {
        statuses = [RowStatus](repeating: .refused, count: rows.count)
        codes = (0..<rows.count).map { rows[$0].codes.union(operations[Int(rows[$0].operation)].codes) }
        befores = [UInt32](repeating: 0, count: rows.count)
        afters = befores
    }

    var count: Int { statuses.count }

    mutating func settle(_ row: Int, _ status: RowStatus, codes rowCodes: Codes, before: UInt32, after: UInt32) {
        statuses[row] = status
        codes[row] = rowCodes
        befores[row] = before
        afters[row] = after
    }

    /// Turns rows of one status into another.
    mutating func replaceAll(_ status: RowStatus, with other: RowStatus) {
        for row in statuses.indices where statuses[row] == status { statuses[row] = other }
    }

    /// How many rows have each status; statuses that no row has are left out.
    var countsByStatus: [RowStatus: Int] {
        var counts = [Int](repeating: 0, count: RowStatus.allCases.count)
        for status in statuses { counts[Int(status.rawValue)] += 1 }
        return Dictionary(uniqueKeysWithValues: RowStatus.allCases.map { ($0, counts[Int($0.rawValue)]) })
            .filter { $0.value > 0 }
    }

    /// How many rows have each code, by the code's name.
    var countsByCode: [String: Int] {
        var counts = [Int](repeating: 0, count: Codes.names.count)
        for code in codes where !code.isEmpty {
            for single in code.singles { counts[single.rawValue.trailingZeroBitCount] += 1 }
        }
        return Dictionary(uniqueKeysWithValues: zip(Codes.names, counts)).filter { $0.value > 0 }
    }
}
