import Jobs
import Licensing

/// Who the users of a customer are, as finding the users of a file needs it: number, location, folded UPN, and the folded
/// id where it is no GUID.
///
/// What `user` says, in strings of bytes for some two hundred users each: stepping over the rows of `user` would take
/// SQLite as long as all the rest of loading. One user behind the other, sorted by folded UPN:
///
///     number
///     location
///     length of the UPN, and the UPN
///     length of the id, and the id
///
/// Numbers are written as in a `HoldingBlock`.
struct Roster {
    let connection: Connection

    /// Bytes that one row of a page of its own can hold: SQLite gives them out where they stand, without a copy.
    private static let partSize = Schema.pageSize - 64

    /// Calls `body` with each user of the customer, sorted by folded UPN.
    func forEach(
        of customer: Int,
        _ body: (_ number: Int, _ location: Location, _ principalName: Span<UInt8>, _ id: Span<UInt8>) -> Void
    ) throws {
        let sql = "SELECT users FROM roster WHERE customer = ? ORDER BY number"
        try connection.forEachRow(sql, .integer(customer)) { row in
            let bytes = row.bytes(0).span
            var position = 0
            do {
                while position < bytes.count {
                    let number = try bytes.number(at: &position)
                    let location = Location(rawValue: UInt16(truncatingIfNeeded: try bytes.number(at: &position)))
                    let name = try bytes.text(at: &position)
                    let id = try bytes.text(at: &position)
                    guard Plausible.users.contains(number) else { throw DamagedBlock() }
                    body(number, location, bytes.extracting(name), bytes.extracting(id))
                }
            } catch {
                throw StoreError.damaged(connection.file, "a list of users cannot be read")
            }
        }
    }

    /// Writes the list anew from `user`.
    func renew(of customer: Int) throws {
        try connection.run("DELETE FROM roster WHERE customer = ?", .integer(customer))
        var bytes: [UInt8] = []
        var user: [UInt8] = []
        func put() throws {
            let put = try connection.statement("INSERT INTO roster (customer, users) VALUES (?, ?)")
            try put.bind(1, customer)
            try put.bind(2, blob: bytes)
            try put.run()
            bytes.removeAll(keepingCapacity: true)
        }
        let sql = """
            SELECT number, location, principal_name_key, id_key FROM user WHERE customer = ? ORDER BY principal_name_key
            """
        try connection.forEachRow(sql, .integer(customer)) { row in
            user.removeAll(keepingCapacity: true)
            user.append(number: row.integer(0))
            user.append(number: row.integer(1))
            user.append(text: row.bytes(2).span)
            user.append(text: row.isBlob(3) ? Span() : row.bytes(3).span)
            if bytes.count + user.count > Self.partSize { try put() }
            bytes += user
        }
        if !bytes.isEmpty { try put() }
    }
}

/// Which rosters an import has made stale.
struct StaleRosters {
    private var customers: Set<Int> = []

    mutating func insert(_ customer: Int) { customers.insert(customer) }

    /// Renews what is stale, of one customer or of all.
    mutating func settle(_ one: Int?, _ connection: Connection) throws {
        for stale in customers.sorted() where one == nil || stale == one {
            try Roster(connection: connection).renew(of: stale)
            customers.remove(stale)
        }
    }
}

extension Span<UInt8> {
    /// Where the text stands that begins at `position` with its length; `position` moves behind it.
    fileprivate func text(at position: inout Int) throws(DamagedBlock) -> Range<Int> {
        let length = try number(at: &position)
        guard length <= count - position else { throw DamagedBlock() }
        defer { position += length }
        return position..<position + length
    }
}

extension [UInt8] {
    fileprivate mutating func append(text: Span<UInt8>) {
        append(number: text.count)
        append(contentsOf: text)
    }
}
