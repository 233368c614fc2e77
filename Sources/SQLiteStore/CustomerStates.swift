import Licensing

/// What judging a customer's rows depends on, of all customers, each in one number: to tell after an import who was changed
/// by it.
///
/// An import may write everything anew and change nothing, as a nightly one mostly does. Ids that are GUIDs are not among
/// it, as rosters do not have them: whoever writes users knows who has another one.
struct CustomerStates {
    /// By customer number; they mean something within this process only.
    private var hashes: [Int: Int] = [:]

    init(_ connection: Connection) throws {
        var hashers: [Int: Hasher] = [:]
        try connection.forEachRow("SELECT number, id, domain_key FROM customer") { row in
            var hasher = Hasher()
            hasher.combine(row.text(1))
            hasher.combine(row.isNull(2) ? "" : row.text(2))
            hashers[row.integer(0)] = hasher
        }
        // In the order in which they are stored.
        let parts = [
            "SELECT customer, 0, users FROM roster ORDER BY customer, number",
            "SELECT customer, block, holdings FROM holding ORDER BY customer, block",
        ]
        for sql in parts {
            try connection.forEachRow(sql) { row in
                let (customer, number) = (row.integer(0), row.integer(1))
                row.bytes(2).span.withUnsafeBytes { bytes in
                    hashers[customer]?.combine(number)
                    hashers[customer]?.combine(bytes: bytes)
                }
            }
        }
        try connection.forEachRow("SELECT customer, product, seats FROM subscription ORDER BY customer, product") {
            row in
            let (customer, product, seats) = (row.integer(0), row.integer(1), row.integer(2))
            hashers[customer]?.combine(product)
            hashers[customer]?.combine(seats)
        }
        hashes = hashers.mapValues { $0.finalize() }
    }

    var isEmpty: Bool { hashes.isEmpty }

    /// The customers that were there before and are not as they were.
    func changed(since before: CustomerStates) -> [Int] {
        before.hashes.compactMap { customer, hash in
            hashes[customer].flatMap { $0 == hash ? nil : customer }
        }
    }
}
