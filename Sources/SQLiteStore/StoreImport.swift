import Jobs
import Licensing

/// The open transaction of an import, with its statements at hand.
final class StoreImport: StoreReader, DirectoryImport {
    private let insertUser: PreparedStatement
    private let updateUser: PreparedStatement
    private let putAssignment: PreparedStatement
    private var key: [UInt8] = []
    private var idKey: [UInt8] = []
    private var disabled: [UInt8] = []
    var displaced = DisplacedKeys()
    /// By product number; counted when first asked for, forgotten when assignments or subscriptions change.
    var usage: ProductUsage?

    init(in connection: Connection) throws {
        insertUser = try connection.statement(
            """
            INSERT INTO user (customer, number, location, principal_name_key, id_key, principal_name, id, name)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        )
        updateUser = try connection.statement(
            """
            UPDATE user SET location = ?3, principal_name_key = ?4, id_key = ?5, principal_name = ?6, id = ?7, name = ?8
            WHERE customer = ?1 AND number = ?2
            """
        )
        putAssignment = try connection.statement(
            """
            INSERT INTO assignment (customer, user, product, disabled) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET disabled = excluded.disabled
            """
        )
        super.init(connection)
    }

    /// Checks what must hold before the import is committed.
    func finish() throws {
        guard displaced.isEmpty else {
            throw StoreError(
                code: .other,
                path: connection.file.name,
                message: "two customers would share a domain, or two users of one customer an id or a UPN: "
                    + "nothing was imported into \(connection.file.name); mend customers.csv or users.csv"
            )
        }
    }

    func put(_ customer: Customer) throws -> Int {
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
            INSERT INTO customer (id, id_key, domain, domain_key, name, country) VALUES (?, ?, ?, ?, ?, ?)
            RETURNING number
            """,
            .text(customer.id),
            .key(key),
            .text(customer.domain),
            domain,
            .text(customer.name),
            .text(customer.country)
        ) { $0.integer(0) } ?? 0
    }

    func put(_ user: User, of customer: Int, isNew: Bool) throws {
        let statement = isNew ? insertUser : updateUser
        try statement.bind(1, customer)
        try statement.bind(2, user.number)
        try statement.bind(3, Int(user.location.rawValue))
        let isFoldedName = Self.fold(user.principalName, into: &key)
        try statement.bind(4, text: key)
        try isFoldedName ? statement.bindNull(6) : statement.bind(6, user.principalName)
        let isFoldedID = Self.fold(user.id, into: &idKey)
        try statement.bind(5, userID: idKey)
        try isFoldedID ? statement.bindNull(7) : statement.bind(7, user.id)
        try statement.bind(8, user.name)
        if !displaced.isEmpty { displaced.settle(user: user.number, of: customer) }
        if try statement.runUnlessTaken() { return }
        try displaced.freeKeys(name: key, id: idKey, of: customer, except: user.number, connection)
        try statement.run()
    }

    /// Folds `text`; answers whether it is its own folded form.
    private static func fold(_ text: String, into key: inout [UInt8]) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            KeyFolding.fold(bytes.span, into: &key)
            return key.elementsEqual(bytes)
        }
    }

    func put(seats: Int, of product: Int, for customer: Int, in catalog: Catalog) throws {
        usage = nil
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

    func put(_ places: Places, of product: Int, user: Int, of customer: Int, in catalog: Catalog) throws {
        usage = nil
        let codec = codec(for: catalog)
        codec.encode(places, ofProduct: product, into: &disabled)
        try putAssignment.bind(1, customer)
        try putAssignment.bind(2, user)
        try putAssignment.bind(3, codec.number(ofProduct: product))
        try putAssignment.bind(4, disabled: disabled)
        try putAssignment.run()
    }
}
