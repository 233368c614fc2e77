import GRDB
import GRDBSQLite
import Jobs

/// A prepared statement: binds values, steps, and reads the columns of the row it stands on.
struct PreparedStatement {
    let handle: OpaquePointer
    private let connection: Connection
    /// Owns what `handle` points to.
    private let owner: Statement

    init(_ owner: Statement, connection: Connection) {
        self.owner = owner
        self.connection = connection
        handle = owner.sqliteStatement
        reset()
    }

    /// Steps to the next row; false when there is none.
    func step() throws -> Bool {
        let result = sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        guard result == SQLITE_DONE else { throw failure(result) }
        return false
    }

    /// Runs the statement to its end and makes it ready for the next; answers how many rows it changed.
    @discardableResult
    func run() throws -> Int {
        let result = sqlite3_step(handle)
        guard result == SQLITE_DONE || result == SQLITE_ROW else { throw failure(result) }
        sqlite3_reset(handle)
        return Int(sqlite3_changes(connection.handle))
    }

    /// Runs the statement up to the first row that a uniqueness constraint stands against; answers how many it changed.
    func runUntilTaken() throws -> Int {
        let result = sqlite3_step(handle)
        let isTaken = result != SQLITE_DONE
        if isTaken, !Self.takenCodes.contains(sqlite3_extended_errcode(connection.handle)) { throw failure(result) }
        sqlite3_reset(handle)
        return Int(sqlite3_changes(connection.handle))
    }

    func reset() {
        sqlite3_reset(handle)
    }

    private static let takenCodes = [
        ResultCode.SQLITE_CONSTRAINT_UNIQUE.rawValue,
        ResultCode.SQLITE_CONSTRAINT_PRIMARYKEY.rawValue,
    ]

    /// Throws what SQLite says about a result of binding.
    func check(_ result: Int32) throws {
        guard result == SQLITE_OK else { throw failure(result) }
    }

    private func failure(_ result: Int32) -> StoreError {
        let error = connection.error(result)
        sqlite3_reset(handle)
        return error
    }
}
