import Jobs
import Licensing

/// The open transaction of an import, with its statements at hand.
final class StoreImport: StoreReader, DirectoryImport {
    private let users: UserWriter
    var displaced = DisplacedKeys()
    /// By product number; counted when first asked for, forgotten when assignments or subscriptions change.
    var usage: ProductUsage?
    var holderCounts = HolderCounts()
    var rosters = StaleRosters()
    /// The store's number from here on.
    private let revision: Int
    /// What there was before anything was changed, once something is.
    private var statesBefore: CustomerStates?
    private var catalogBefore: Catalog?
    /// Customers of whom a user has another id: `CustomerStates` does not look at ids that are GUIDs.
    private var customersWithNewIDs: Set<Int> = []

    init(in connection: Connection) throws {
        users = try UserWriter(connection)
        revision = try Revision.next(connection)
        super.init(connection)
    }

    /// Settles what the import has left open, and checks what must hold before it is committed.
    func finish() throws {
        try holderCounts.settle(connection)
        try rosters.settle(nil, connection)
        try noteRevisions()
        guard displaced.isEmpty else {
            throw StoreError(
                code: .other,
                path: connection.file.name,
                message: "two customers would share a domain, or two users of one customer an id or a UPN: "
                    + "nothing was imported into \(connection.file.name); mend customers.csv or users.csv"
            )
        }
    }

    /// To be called before the first change to what customers have.
    func rememberStates() throws {
        if statesBefore == nil { statesBefore = try CustomerStates(connection) }
    }

    /// To be called before the first change to the catalog.
    func rememberCatalog() throws {
        if catalogBefore == nil { catalogBefore = try catalog() }
    }

    private func noteRevisions() throws {
        if let before = statesBefore, !before.isEmpty {
            let changed = try CustomerStates(connection).changed(since: before)
            try Revision.give(revision, to: customersWithNewIDs.union(changed), connection)
        }
        if let before = catalogBefore, try !catalog().isSame(as: before) {
            try connection.run("UPDATE store SET catalog_revision = ?", .integer(revision))
        }
    }

    override func renewRoster(of customer: Int) throws {
        try rosters.settle(customer, connection)
    }

    func put(_ customer: Customer) throws -> Int {
        try rememberStates()
        let key = KeyFolding.folded(customer.id)
        let domain = SQLValue.keyOrNull(KeyFolding.folded(customer.domain))
        let byID = "SELECT number FROM customer WHERE id_key = ?"
        let known = try connection.firstRow(byID, .key(key)) { $0.integer(0) }
        try displaced.freeDomain(domain, for: known, connection)
        if let known {
            displaced.settle(customer: known)
            try connection.run(
                "UPDATE customer SET id = ?, domain = ?, domain_key = ?, name = ?, country = ? WHERE number = ?",
                .text(customer.id),
                .text(customer.domain),
                domain,
                .text(customer.name),
                .text(customer.country),
                .integer(known)
            )
            return known
        }
        return try connection.firstRow(
            """
            INSERT INTO customer (id, id_key, domain, domain_key, name, country, revision) VALUES (?, ?, ?, ?, ?, ?, ?)
            RETURNING number
            """,
            .text(customer.id),
            .key(key),
            .text(customer.domain),
            domain,
            .text(customer.name),
            .text(customer.country),
            .integer(revision)
        ) { $0.integer(0) } ?? 0
    }

    func put(_ batch: UserBatch) throws {
        try rememberStates()
        var last = -1
        for row in batch.rows where row.customer != last || row.hasNewID {
            rosters.insert(row.customer)
            if row.hasNewID { customersWithNewIDs.insert(row.customer) }
            last = row.customer
        }
        try users.write(batch, displacing: &displaced)
    }

    func put(seats: Int, of product: Int, for customer: Int, in catalog: Catalog) throws {
        usage = nil
        try rememberStates()
        try connection.run(
            """
            INSERT INTO subscription (customer, product, seats) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET seats = excluded.seats
            """,
            .integer(customer),
            .integer(catalog.products[product].number),
            .integer(seats)
        )
    }

    func put(_ batch: AssignmentBatch, in catalog: Catalog) throws {
        usage = nil
        try rememberStates()
        var last = -1
        for row in batch.rows where row.customer != last {
            holderCounts.forget(row.customer)
            last = row.customer
        }
        var holdings = HoldingWriter(connection, codec: codec(for: catalog))
        for row in batch.rows { try holdings.set(row.product, of: row.user, row.customer, to: row.places) }
        try holdings.flush()
    }
}
