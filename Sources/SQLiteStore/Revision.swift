/// The number of a state of a store.
///
/// Each transaction that changes something draws a new one and gives it to what it changed. So whoever kept the number of a
/// customer, or of the catalog, can tell whether that is as it was. Drawn and not counted: two copies of a store, or one
/// that was taken back to an earlier state, would count to the same numbers on different ways.
enum Revision {
    /// Draws the next number.
    static func next(_ connection: Connection) throws -> Int {
        try connection.firstRow("UPDATE store SET revision = random() RETURNING revision") { $0.integer(0) } ?? 0
    }

    static func give(_ revision: Int, to customers: some Sequence<Int>, _ connection: Connection) throws {
        for customer in customers {
            let sql = "UPDATE customer SET revision = ? WHERE number = ?"
            try connection.run(sql, .integer(revision), .integer(customer))
        }
    }
}
