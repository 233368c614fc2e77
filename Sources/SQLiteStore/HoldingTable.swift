import Jobs

/// Reads blocks of holdings, and takes holdings out of them.
struct HoldingTable {
    let connection: Connection

    /// Calls `body` with every holding of the customer, sorted by user, then product.
    func forEach(of customer: Int, _ body: (HoldingCursor.Holding, _ block: Span<UInt8>) throws -> Void) throws {
        let sql = "SELECT block, holdings FROM holding WHERE customer = ? ORDER BY block"
        try connection.forEachRow(sql, .integer(customer)) { try forEach(on: $0, body) }
    }

    /// Calls `body` with every holding of the users, sorted by user, then product, and with those of their neighbours.
    func forEach(
        of customer: Int,
        around users: [Int],
        _ body: (HoldingCursor.Holding, _ block: Span<UInt8>) throws -> Void
    ) throws {
        let sql = "SELECT block, holdings FROM holding WHERE customer = ? AND block = ?"
        for block in Set(users.map(HoldingBlock.number)).sorted() {
            try connection.forEachRow(sql, .integer(customer), .integer(block)) { try forEach(on: $0, body) }
        }
    }

    /// Takes out what the users hold.
    func remove(users: [Int], of customer: Int) throws {
        let removed = Set(users)
        let sql = "SELECT customer, block, holdings FROM holding WHERE customer = ? AND block = ?"
        for block in Set(users.map(HoldingBlock.number)).sorted() {
            try remove(from: sql, .integer(customer), .integer(block)) { removed.contains($0.user) }
        }
    }

    /// Takes out the holdings of products, by their numbers, from all customers.
    func remove(products: [Int]) throws {
        let removed = Set(products)
        try remove(from: "SELECT customer, block, holdings FROM holding") { removed.contains($0.product) }
    }

    /// How many holdings there are of each product, by its number, of one customer or of all.
    func counts(of customer: Int? = nil) throws -> [Int] {
        var counts: [Int] = []
        let sql = "SELECT block, holdings FROM holding"
        let body: (PreparedStatement) throws -> Void = { row in
            try forEach(on: row) { holding, _ in
                if holding.product >= counts.count {
                    counts += repeatElement(0, count: holding.product + 1 - counts.count)
                }
                counts[holding.product] += 1
            }
        }
        if let customer {
            try connection.forEachRow("\(sql) WHERE customer = ?", .integer(customer), body: body)
        } else {
            try connection.forEachRow(sql, body: body)
        }
        return counts
    }

    private func forEach(
        on row: PreparedStatement,
        _ body: (HoldingCursor.Holding, _ block: Span<UInt8>) throws -> Void
    ) throws {
        let bytes = row.bytes(1).span
        var cursor = HoldingCursor(block: row.integer(0))
        while let holding = try next(&cursor, in: bytes) { try body(holding, bytes) }
    }

    /// The next holding of a block; a block that makes no sense is a store that is damaged.
    func next(_ cursor: inout HoldingCursor, in bytes: Span<UInt8>) throws(StoreError) -> HoldingCursor.Holding? {
        do {
            return try cursor.next(in: bytes)
        } catch {
            throw StoreError.damaged(connection.file, "a block of holdings cannot be read")
        }
    }

    private func remove(
        from sql: String,
        _ values: SQLValue...,
        where isRemoved: (HoldingCursor.Holding) -> Bool
    ) throws {
        // Found first and written then: the table is not changed under the one who reads it.
        var changed: [(customer: Int, block: Int, bytes: [UInt8])] = []
        let rows = try connection.statement(sql)
        try rows.bind(values)
        defer { rows.reset() }
        while try rows.step() {
            let (block, bytes) = (rows.integer(1), rows.bytes(2).span)
            var (cursor, kept) = (HoldingCursor(block: block), HoldingBytes(block: block))
            var isChanged = false
            while let holding = try next(&cursor, in: bytes) {
                if isRemoved(holding) {
                    isChanged = true
                } else {
                    kept.append(holding, of: bytes)
                }
            }
            if isChanged { changed.append((rows.integer(0), block, kept.bytes)) }
        }
        for change in changed { try put(change.bytes, block: change.block, of: change.customer) }
    }

    /// Keeps the bytes of a block; an empty one is not kept.
    func put(_ bytes: [UInt8], block: Int, of customer: Int) throws {
        guard !bytes.isEmpty else {
            let sql = "DELETE FROM holding WHERE customer = ? AND block = ?"
            try connection.run(sql, .integer(customer), .integer(block))
            return
        }
        let put = try connection.statement(
            """
            INSERT INTO holding (customer, block, holdings) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET holdings = excluded.holdings
            """
        )
        try put.bind(1, customer)
        try put.bind(2, block)
        try put.bind(3, blob: bytes)
        try put.run()
    }

    /// The bytes of a block, none where nobody in it holds anything.
    func bytes(ofBlock block: Int, of customer: Int) throws -> [UInt8] {
        let sql = "SELECT holdings FROM holding WHERE customer = ? AND block = ?"
        return try connection.firstRow(sql, .integer(customer), .integer(block)) { Array($0.bytes(0)) } ?? []
    }
}
