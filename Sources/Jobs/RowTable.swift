import Licensing

/// The rows of a manifest as numbers, one array per property: where each stands in the file, and what it names.
///
/// 33 bytes a row. Users and customers are numbered by `CustomerTable`, operations by `OperationTable`; -1 stands for a
/// cell that is empty or leads nowhere.
struct RowTable: Sendable {
    private(set) var lines: [UInt32] = []
    private(set) var starts: [Int] = []
    private(set) var lengths: [UInt32] = []
    private(set) var customers: [Int32] = []
    private(set) var users: [Int32] = []
    private(set) var operations: [UInt32] = []
    /// What is wrong with the row's own cells.
    private(set) var codes: [Codes] = []
    private(set) var copiesVerbatim: [Bool] = []

    var count: Int { lines.count }

    mutating func append(
        line: Int,
        start: Int,
        length: Int,
        copiesVerbatim verbatim: Bool,
        customer: Int?,
        user: Int?,
        operation: Int,
        codes rowCodes: Codes
    ) {
        lines.append(UInt32(clamping: line))
        starts.append(start)
        lengths.append(UInt32(clamping: length))
        copiesVerbatim.append(verbatim)
        customers.append(Int32(customer ?? -1))
        users.append(Int32(user ?? -1))
        operations.append(UInt32(operation))
        codes.append(rowCodes)
    }

    /// The rows of each of `count` customers in file order, one customer behind the other, and where each starts.
    func groupedByCustomer(count: Int) -> (rows: [UInt32], starts: [Int]) {
        var starts = [Int](repeating: 0, count: count + 1)
        for customer in customers where customer >= 0 { starts[Int(customer) + 1] += 1 }
        for customer in 0..<count { starts[customer + 1] += starts[customer] }
        var next = starts
        var rows = [UInt32](repeating: 0, count: starts[count])
        for (row, customer) in customers.enumerated() where customer >= 0 {
            rows[next[Int(customer)]] = UInt32(row)
            next[Int(customer)] += 1
        }
        return (rows, starts)
    }
}
