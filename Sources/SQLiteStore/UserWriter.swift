import GRDBSQLite
import Jobs
import Licensing

/// Writes users into the open transaction of an import, many to a statement where they are new.
struct UserWriter {
    /// Rows of one statement: beginning and ending it costs as much as several rows do.
    private static let rowsAtOnce = 32

    private let connection: Connection
    private let insert: PreparedStatement
    private let insertMany: PreparedStatement
    private let update: PreparedStatement

    init(_ connection: Connection) throws {
        self.connection = connection
        insert = try connection.statement(Self.insert(rows: 1))
        insertMany = try connection.statement(Self.insert(rows: Self.rowsAtOnce))
        update = try connection.statement(
            """
            UPDATE user SET location = ?3, principal_name_key = ?4, id_key = ?5, principal_name = ?6, id = ?7, name = ?8
            WHERE customer = ?1 AND number = ?2
            """
        )
    }

    // OR FAIL keeps the rows before one that cannot be inserted. To be able to take them back SQLite would copy every page
    // that a statement changes, which costs as much as the inserting.
    private static func insert(rows: Int) -> String {
        let values = Array(repeating: "(?, ?, ?, ?, ?, ?, ?, ?)", count: rows).joined(separator: ", ")
        return """
            INSERT OR FAIL INTO user (customer, number, location, principal_name_key, id_key, principal_name, id, name)
            VALUES \(values)
            """
    }

    /// Writes all users; whoever had the keys of one of them is among the `displaced` then.
    func write(_ users: UserBatch, displacing displaced: inout DisplacedKeys) throws {
        try users.bytes.withUnsafeBufferPointer { bytes in
            var rest = users.rows[...]
            while !rest.isEmpty {
                var rows = rest.prefix(Self.rowsAtOnce)
                rest = rest.dropFirst(rows.count)
                if rows.count == Self.rowsAtOnce, rows.allSatisfy(\.isNew) {
                    rows = rows.dropFirst(try run(insertMany, with: rows, bytes))
                }
                for row in rows { try write(row, bytes, &displaced) }
            }
        }
    }

    private func write(
        _ row: UserBatch.Row,
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ displaced: inout DisplacedKeys
    ) throws {
        let statement = row.isNew ? insert : update
        if !displaced.isEmpty { displaced.settle(user: row.number, of: row.customer) }
        if try run(statement, with: [row], bytes) == 1 { return }
        try displaced.freeKeys(
            name: Array(bytes[row.principalNameKey]),
            id: Array(bytes[row.idKey]),
            of: row.customer,
            except: row.number,
            connection
        )
        guard try run(statement, with: [row], bytes) == 1 else { throw connection.error(SQLITE_CONSTRAINT) }
    }

    /// Writes rows with one statement; answers how many before the first whose key somebody else has.
    private func run(
        _ statement: PreparedStatement,
        with rows: ArraySlice<UserBatch.Row>,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws -> Int {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rows.count * UserID.byteCount) { ids in
            // SQLite reads the texts where they are, so what was bound ends with this call.
            defer { statement.unbind() }
            ids.initialize(repeating: 0)
            var index: Int32 = 1
            for (place, row) in rows.enumerated() {
                let start = place * UserID.byteCount
                let id = UnsafeMutableBufferPointer(rebasing: ids[start..<start + UserID.byteCount])
                try bind(row, bytes, packing: id, to: statement, from: index)
                index += 8
            }
            return try statement.runUntilTaken()
        }
    }

    private func bind(
        _ row: UserBatch.Row,
        _ bytes: UnsafeBufferPointer<UInt8>,
        packing packedID: UnsafeMutableBufferPointer<UInt8>,
        to statement: PreparedStatement,
        from index: Int32
    ) throws {
        func text(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[range]) }
        try statement.bind(index, row.customer)
        try statement.bind(index + 1, row.number)
        try statement.bind(index + 2, Int(row.location.rawValue))
        try statement.bind(index + 3, inPlace: text(row.principalNameKey))
        if UserID.pack(text(row.idKey), into: packedID) {
            try statement.bind(index + 4, blobInPlace: UnsafeBufferPointer(packedID))
        } else if row.idKey.isEmpty {
            try statement.bindNull(index + 4)
        } else {
            try statement.bind(index + 4, inPlace: text(row.idKey))
        }
        // What would repeat its key is NULL.
        if row.principalName != row.principalNameKey {
            try statement.bind(index + 5, inPlace: text(row.principalName))
        }
        if row.id != row.idKey { try statement.bind(index + 6, inPlace: text(row.id)) }
        try statement.bind(index + 7, inPlace: text(row.name))
    }
}
