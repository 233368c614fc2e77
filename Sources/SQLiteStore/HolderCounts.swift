import Jobs

/// Keeps `holder_count` true to `holding` while an import changes that: whose counts are stale is noted, and they are
/// counted anew at the end.
struct HolderCounts {
    private var staleCustomers: Set<Int> = []
    private var areAllStale = false

    mutating func forget(_ customer: Int) {
        staleCustomers.insert(customer)
    }

    mutating func forgetAll() {
        areAllStale = true
    }

    /// Counts anew what is stale.
    mutating func settle(_ connection: Connection) throws {
        if areAllStale {
            try connection.run("DELETE FROM holder_count")
            staleCustomers = []
            try connection.forEachRow("SELECT number FROM customer") { staleCustomers.insert($0.integer(0)) }
        }
        for customer in staleCustomers.sorted() { try count(customer, connection) }
        self = HolderCounts()
    }

    private func count(_ customer: Int, _ connection: Connection) throws {
        let counts = try HoldingTable(connection: connection).counts(of: customer)
        try connection.run("DELETE FROM holder_count WHERE customer = ?", .integer(customer))
        let put = try connection.statement("INSERT INTO holder_count (customer, product, holders) VALUES (?, ?, ?)")
        for (product, count) in counts.enumerated() where count > 0 {
            try put.bind(1, customer)
            try put.bind(2, product)
            try put.bind(3, count)
            try put.run()
        }
    }
}
