import Jobs
import Licensing

/// One consistent state of a store.
class StoreReader: DirectoryReader {
    let connection: Connection
    private var lastCodec: CatalogCodec?

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The codec for a catalog, made once for calls that bring the same one.
    func codec(for catalog: Catalog) -> CatalogCodec {
        if let lastCodec, lastCodec.isMade(for: catalog) { return lastCodec }
        let codec = CatalogCodec(catalog)
        lastCodec = codec
        return codec
    }

    func customers() throws -> [Customer] {
        var customers: [Customer] = []
        try connection.forEachRow("SELECT number, id, domain, name, country FROM customer ORDER BY id") {
            customers.append(Self.customer($0))
        }
        return customers
    }

    func customer(matching key: [UInt8]) throws -> Customer? {
        let columns = "SELECT number, id, domain, name, country FROM customer"
        return try connection.firstRow("\(columns) WHERE id_key = ?", .key(key), body: Self.customer)
            ?? connection.firstRow("\(columns) WHERE domain_key = ?", .key(key), body: Self.customer)
    }

    private static func customer(_ row: PreparedStatement) -> Customer {
        Customer(number: row.integer(0), id: row.text(1), domain: row.text(2), name: row.text(3), country: row.text(4))
    }

    func subscriptions(of customer: Int, in catalog: Catalog) throws -> [(product: Int, seats: Int)] {
        let codec = codec(for: catalog)
        var found: [(product: Int, seats: Int)] = []
        let sql = "SELECT product, seats FROM subscription WHERE customer = ? ORDER BY product"
        try connection.forEachRow(sql, .integer(customer)) { row in
            guard let product = codec.position(ofProduct: row.integer(0)) else { return }
            found.append((product, row.integer(1)))
        }
        return found
    }

    func forEachAssignment(
        of customer: Int,
        in catalog: Catalog,
        _ body: (_ user: Int, _ product: Int, _ places: Places) -> Void
    ) throws {
        let sql = "SELECT user, product, disabled FROM assignment WHERE customer = ? ORDER BY user, product"
        let row = try connection.statement(sql)
        try row.bind(1, customer)
        try forEachAssignment(on: row, codec(for: catalog), body)
    }

    func forEachAssignment(
        of customer: Int,
        users: [Int],
        in catalog: Catalog,
        _ body: (_ user: Int, _ product: Int, _ places: Places) -> Void
    ) throws {
        let sql = "SELECT user, product, disabled FROM assignment WHERE customer = ? AND user = ? ORDER BY product"
        let row = try connection.statement(sql)
        for user in users {
            try row.bind(1, customer)
            try row.bind(2, user)
            try forEachAssignment(on: row, codec(for: catalog), body)
        }
    }

    private func forEachAssignment(
        on row: PreparedStatement,
        _ codec: CatalogCodec,
        _ body: (_ user: Int, _ product: Int, _ places: Places) -> Void
    ) throws {
        defer { row.reset() }
        while try row.step() {
            guard let product = codec.position(ofProduct: row.integer(1)) else { continue }
            body(row.integer(0), product, codec.places(ofProduct: product, disabled: row.bytes(2)))
        }
    }

    func holderCounts(of customer: Int, in catalog: Catalog) throws -> [Int] {
        let codec = codec(for: catalog)
        var counts = [Int](repeating: 0, count: catalog.products.count)
        let sql = "SELECT product, holders FROM holder_count WHERE customer = ?"
        try connection.forEachRow(sql, .integer(customer)) { row in
            if let product = codec.position(ofProduct: row.integer(0)) { counts[product] = row.integer(1) }
        }
        return counts
    }
}
