import Jobs

/// How many assignments and subscriptions name each product, counted for all of them in one pass over the tables.
struct ProductUsage {
    /// By product number; products without any are not there.
    private(set) var assignments: [Int: Int] = [:]
    private(set) var subscriptions: [Int: Int] = [:]

    init(_ connection: Connection) throws {
        let counts = try HoldingTable(connection: connection).counts()
        for (product, count) in counts.enumerated() where count > 0 { assignments[product] = count }
        try connection.forEachRow("SELECT product FROM subscription") { row in
            subscriptions[row.integer(0), default: 0] += 1
        }
    }

    mutating func remove(_ product: Int) {
        assignments[product] = nil
        subscriptions[product] = nil
    }
}
