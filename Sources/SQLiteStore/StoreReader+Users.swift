import Jobs
import Licensing

extension StoreReader {
    /// The highest number that was ever given: those of removed users are not used again.
    func highestUserNumber(of customer: Int) throws -> Int {
        let sql = """
            SELECT max(highest_removed_user, coalesce((SELECT max(number) FROM user WHERE customer = ?1), 0))
            FROM customer WHERE number = ?1
            """
        let highest = try connection.firstRow(sql, .integer(customer)) { $0.integer(0) } ?? 0
        return highest == 0 ? 0 : try userNumber(highest)
    }

    private func userNumber(_ number: Int) throws -> Int {
        try connection.plausible(number, in: Plausible.users, "the number of a user")
    }

    func forEachUserKey(
        of customer: Int,
        wantsGUIDs: Bool,
        _ body: (_ number: Int, _ location: Location, _ principalName: Span<UInt8>, _ id: Span<UInt8>) -> Void
    ) throws {
        guard wantsGUIDs else {
            try renewRoster(of: customer)
            return try Roster(connection: connection).forEach(of: customer, body)
        }
        let sql = """
            SELECT number, location, principal_name_key, id_key FROM user WHERE customer = ?
            ORDER BY principal_name_key
            """
        let row = try connection.statement(sql)
        try row.bind(1, customer)
        defer { row.reset() }
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: UserID.textCount) { text in
            text.initialize(repeating: 0)
            while try row.step() {
                let location = Location(rawValue: UInt16(truncatingIfNeeded: row.integer(1)))
                let principalName = row.bytes(2)
                var id = row.bytes(3)
                if row.isBlob(3) {
                    id = UnsafeBufferPointer(rebasing: text[..<UserID.unpack(id, into: text)])
                }
                body(try userNumber(row.integer(0)), location, principalName.span, id.span)
            }
        }
    }

    func forEachPrincipalName(
        of customer: Int,
        _ body: (_ number: Int, _ principalName: Span<UInt8>) -> Void
    ) throws {
        let sql = """
            SELECT number, coalesce(principal_name, principal_name_key) FROM user WHERE customer = ?
            ORDER BY principal_name_key
            """
        try connection.forEachRow(sql, .integer(customer)) { row in
            body(try userNumber(row.integer(0)), row.bytes(1).span)
        }
    }

    func user(matching key: [UInt8], of customer: Int) throws -> (number: Int, location: Location)? {
        let byID = try connection.statement("SELECT number, location FROM user WHERE customer = ? AND id_key = ?")
        try byID.bind(1, customer)
        try byID.bind(2, userID: key)
        if let found = try found(byID) { return found }
        let byName = try connection.statement(
            "SELECT number, location FROM user WHERE customer = ? AND principal_name_key = ?"
        )
        try byName.bind(1, customer)
        try byName.bind(2, text: key)
        return try found(byName)
    }

    private func found(_ row: PreparedStatement) throws -> (number: Int, location: Location)? {
        defer { row.reset() }
        guard try row.step() else { return nil }
        return (try userNumber(row.integer(0)), Location(rawValue: UInt16(truncatingIfNeeded: row.integer(1))))
    }

    private static let columns = """
        SELECT number, location, coalesce(principal_name, principal_name_key), coalesce(id, id_key), name FROM user
        """

    func forEachUser(of customer: Int, _ body: (User) throws -> Void) throws {
        let sql = "\(Self.columns) WHERE customer = ? ORDER BY principal_name_key"
        try connection.forEachRow(sql, .integer(customer)) { try body(user($0)) }
    }

    func users(numbered numbers: [Int], of customer: Int) throws -> [User] {
        let sql = "\(Self.columns) WHERE customer = ? AND number = ?"
        return try numbers.compactMap { number in
            try connection.firstRow(sql, .integer(customer), .integer(number), body: user)
        }
    }

    private func user(_ row: PreparedStatement) throws -> User {
        User(
            number: try userNumber(row.integer(0)),
            principalName: row.text(2),
            id: row.isBlob(3) ? UserID.text(row.bytes(3)) : row.text(3),
            location: Location(rawValue: UInt16(truncatingIfNeeded: row.integer(1))),
            name: row.text(4)
        )
    }
}

extension PreparedStatement {
    /// Binds a folded user id as it is kept; NULL for an empty one, so that several users may be without.
    func bind(_ index: Int32, userID key: [UInt8]) throws {
        if let packed = UserID.packed(key) {
            try bind(index, blob: packed)
        } else if key.isEmpty {
            try bindNull(index)
        } else {
            try bind(index, text: key)
        }
    }
}
