import GRDB

/// One number for all that changes in a store.
///
/// Raised by each transaction that changes something, and given to what it changed. So whoever kept the number of a customer or of the catalog can tell whether that is as it was.
///
/// One count for all, and never used twice: a customer that comes in place of one that went has another number.
enum Revision {
    /// Raises the number; answers the new one.
    static func next(_ connection: Connection) throws -> Int {
        let sql = "UPDATE store SET revision = revision + 1 RETURNING revision"
        return try connection.firstRow(sql) { $0.integer(0) } ?? 0
    }

    static func give(_ revision: Int, to customers: some Sequence<Int>, _ connection: Connection) throws {
        for customer in customers {
            let sql = "UPDATE customer SET revision = ? WHERE number = ?"
            try connection.run(sql, .integer(revision), .integer(customer))
        }
    }
}
