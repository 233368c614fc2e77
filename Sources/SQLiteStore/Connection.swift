import GRDB
import GRDBSQLite
import Jobs

/// One open connection to a store, for as long as its queue lends it out.
///
/// Statements are run through SQLite's own interface, whose values carry their length: text may hold any character, and
/// a row costs no object.
final class Connection {
    let file: StoreFile
    private let database: Database

    init(_ database: Database, file: StoreFile) {
        self.database = database
        self.file = file
    }

    var handle: OpaquePointer? { database.sqliteConnection }

    /// The statement for `sql`, prepared once for each connection.
    func statement(_ sql: String) throws -> PreparedStatement {
        let statement = try Self.translatingErrors(of: file) { try database.cachedStatement(sql: sql) }
        return PreparedStatement(statement, connection: self)
    }

    /// Runs a statement that answers with no rows; answers how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: SQLValue...) throws -> Int {
        let statement = try statement(sql)
        try statement.bind(values)
        return try statement.run()
    }

    /// Calls `body` with the statement standing on each row in turn.
    func forEachRow(_ sql: String, _ values: SQLValue..., body: (PreparedStatement) throws -> Void) throws {
        let statement = try statement(sql)
        try statement.bind(values)
        defer { statement.reset() }
        while try statement.step() { try body(statement) }
    }

    /// What `body` makes of the first row, or nil when there is none.
    func firstRow<Value>(
        _ sql: String,
        _ values: SQLValue...,
        body: (PreparedStatement) throws -> Value
    ) throws -> Value? {
        let statement = try statement(sql)
        try statement.bind(values)
        defer { statement.reset() }
        return try statement.step() ? body(statement) : nil
    }

    /// What SQLite has to say about a result code.
    func error(_ result: Int32) -> StoreError {
        let extended = handle.map(sqlite3_extended_errcode) ?? result
        let code = extended & 0xFF == result & 0xFF ? extended : result
        let detail = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(result))
        return StoreError(file: file, result: code, detail: detail)
    }
}

extension Connection {
    /// How long SQLite waits for a lock that another program holds, in seconds.
    private static let patience = 5.0

    static func openReader(_ file: StoreFile) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        // Many readers may be open at once, each of which mostly reads on: 4 MiB.
        return try open(file, configuration, ["PRAGMA cache_size = -4096", "PRAGMA temp_store = MEMORY"])
    }

    static func openWriter(_ file: StoreFile) throws -> DatabaseQueue {
        let queue = try open(file, Configuration(), writerSettings)
        let mode = try translatingErrors(of: file) {
            try queue.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA journal_mode = WAL") }
        }
        guard mode == "wal" else { throw StoreError(file: file, result: SQLITE_BUSY, detail: "") }
        return queue
    }

    /// Opens a file that is about to become a store.
    static func openNew(_ file: StoreFile) throws -> DatabaseQueue {
        try open(file, Configuration(), ["PRAGMA page_size = \(Schema.pageSize)"] + writerSettings)
    }

    /// Closes a writer, leaving everything in the store's own file where no reader stands in the way.
    static func close(_ queue: DatabaseQueue) {
        // Neither can lose anything: what was committed is in the log, which the next to open the store finds.
        _ = try? queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)")
        }
        _ = try? queue.close()
    }

    static func translatingErrors<Outcome>(of file: StoreFile, _ body: () throws -> Outcome) throws -> Outcome {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(file: file, error)
        }
    }

    // What a commit has promised must survive a power loss, hence FULL. GRDB would lower it to NORMAL if it were asked to
    // set up the write-ahead log, so it is not asked. Temporary tables hold personal data and stay in memory.
    private static let writerSettings = [
        "PRAGMA synchronous = FULL",
        "PRAGMA cache_size = -65536",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA journal_size_limit = 67108864",
    ]

    private static func open(
        _ file: StoreFile,
        _ base: Configuration,
        _ settings: [String]
    ) throws -> DatabaseQueue {
        var configuration = base
        configuration.busyMode = .timeout(patience)
        configuration.prepareDatabase { database in
            for setting in settings { try database.execute(sql: setting) }
        }
        return try translatingErrors(of: file) { try DatabaseQueue(path: file.path, configuration: configuration) }
    }
}
