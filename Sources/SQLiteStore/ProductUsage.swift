import Jobs

/// How many assignments and subscriptions name each product, counted for all of them in one pass over the tables.
struct ProductUsage {
    /// By product number; products without any are not there.
    private(set) var assignments: [Int: Int] = [:]
    private(set) var subscriptions: [Int: Int] = [:]

    init(_ connection: Connection) throws {
        var counts: [Int] = []
        // Counted here rather than by GROUP BY, which would sort millions of rows first.
        try connection.forEachRow("SELECT product FROM assignment") { row in
            let product = row.integer(0)
            if product >= counts.count {
                counts += repeatElement(0, count: product + 1 - counts.count)
            }
            counts[product] += 1
        }
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
