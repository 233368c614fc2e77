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

    /// Makes the roster of a customer say what `user` says; a reader finds it so.
    func renewRoster(of customer: Int) throws {}

    func directoryID() throws -> String {
        try connection.firstRow("SELECT id FROM store") { $0.text(0) } ?? ""
    }

    func revision() throws -> Int {
        try connection.firstRow("SELECT revision FROM store") { $0.integer(0) } ?? 0
    }

    func catalogRevision() throws -> Int {
        try connection.firstRow("SELECT catalog_revision FROM store") { $0.integer(0) } ?? 0
    }

    func revision(ofCustomer customer: Int) throws -> Int? {
        try connection.firstRow("SELECT revision FROM customer WHERE number = ?", .integer(customer)) { $0.integer(0) }
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

    static func customer(_ row: PreparedStatement) -> Customer {
        Customer(number: row.integer(0), id: row.text(1), domain: row.text(2), name: row.text(3), country: row.text(4))
    }

    func subscriptions(of customer: Int, in catalog: Catalog) throws -> [(product: Int, seats: Int)] {
        let codec = codec(for: catalog)
        var found: [(product: Int, seats: Int)] = []
        let sql = "SELECT product, seats FROM subscription WHERE customer = ? ORDER BY product"
        try connection.forEachRow(sql, .integer(customer)) { row in
            guard let product = codec.position(ofProduct: row.integer(0)) else { return }
            found.append((product, try connection.plausible(row.integer(1), in: Plausible.seats, "a number of seats")))
        }
        return found
    }

    func forEachAssignment(
        of customer: Int,
        in catalog: Catalog,
        _ body: (_ user: Int, _ product: Int, _ places: Places) -> Void
    ) throws {
        let codec = codec(for: catalog)
        try HoldingTable(connection: connection).forEach(of: customer) { holding, block in
            guard let product = codec.position(ofProduct: holding.product) else { return }
            body(holding.user, product, codec.places(ofProduct: product, disabled: block.extracting(holding.disabled)))
        }
    }

    func forEachAssignment(
        of customer: Int,
        around users: [Int],
        in catalog: Catalog,
        _ body: (_ user: Int, _ product: Int, _ places: Places) -> Void
    ) throws {
        let codec = codec(for: catalog)
        try HoldingTable(connection: connection).forEach(of: customer, around: users) { holding, block in
            guard let product = codec.position(ofProduct: holding.product) else { return }
            body(holding.user, product, codec.places(ofProduct: product, disabled: block.extracting(holding.disabled)))
        }
    }

    func holderCounts(of customer: Int, in catalog: Catalog) throws -> [Int] {
        let codec = codec(for: catalog)
        var counts = [Int](repeating: 0, count: catalog.products.count)
        let sql = "SELECT product, holders FROM holder_count WHERE customer = ?"
        try connection.forEachRow(sql, .integer(customer)) { row in
            guard let product = codec.position(ofProduct: row.integer(0)) else { return }
            counts[product] = try connection.plausible(row.integer(1), in: Plausible.seats, "a number of holders")
        }
        return counts
    }
}
