import GRDBSQLite
import Glibc
import Jobs

/// The numbers in the head of an SQLite file that tell whose it is.
struct DatabaseHeader {
    /// In bytes.
    static let smallestPage = 512

    private var result: Int32
    private var applicationID = 0
    private var version = 0
    private var tables = 0

    private init(result: Int32) {
        self.result = result
    }

    /// Reads a database through a connection that takes no locks and makes no files beside it.
    ///
    /// Opening and closing the file by other means would drop the locks that SQLite holds on it in this process.
    ///
    /// While what the log holds is being brought into the file, or when that was broken off, the file alone looks damaged:
    /// then it is read together with its log, as everyone does who works with it.
    static func read(at path: String) -> DatabaseHeader {
        let alone = read("file:\(escaped(path))?immutable=1")
        return alone.result & 0xFF == SQLITE_CORRUPT ? read("file:\(escaped(path))?mode=ro") : alone
    }

    private static func read(_ address: String) -> DatabaseHeader {
        var header = DatabaseHeader(result: SQLITE_OK)
        var database: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        header.result = sqlite3_open_v2(address, &database, flags, nil)
        defer { sqlite3_close_v2(database) }
        sqlite3_busy_timeout(database, patience)
        header.take("PRAGMA application_id", \.applicationID, database)
        header.take("PRAGMA user_version", \.version, database)
        if header.applicationID != Schema.applicationID {
            header.take("SELECT count(*) FROM sqlite_schema", \.tables, database)
        }
        return header
    }

    /// Milliseconds for which SQLite waits for others.
    private static let patience: Int32 = 5000

    private mutating func take(_ sql: String, _ field: WritableKeyPath<DatabaseHeader, Int>, _ database: OpaquePointer?)
    {
        guard result == SQLITE_OK else { return }
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        result = sqlite3_prepare_v2(database, sql, -1, &statement, nil)
        guard result == SQLITE_OK else { return }
        let outcome = sqlite3_step(statement)
        if outcome == SQLITE_ROW {
            self[keyPath: field] = Int(sqlite3_column_int64(statement, 0))
        } else {
            result = outcome
        }
    }

    private static func escaped(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~".utf8)
        let bytes = path.utf8.flatMap { byte -> [UInt8] in
            plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What the numbers say of the file they were read from.
    func contents(of file: StoreFile) throws -> StoreFile.Contents {
        switch result & 0xFF {
        case SQLITE_OK where applicationID == Schema.applicationID:
            guard version <= Schema.version else { throw Schema.newer(file, version: version) }
            guard version == Schema.version else { throw Schema.older(file, version: version) }
            return .store
        case SQLITE_OK where applicationID == 0 && tables == 0:
            return .nothing
        case SQLITE_OK:
            throw StoreError.foreign(file, "a database of another program")
        case SQLITE_NOTADB:
            throw StoreError.foreign(file, "no SQLite database")
        case SQLITE_CANTOPEN:
            throw StoreError.unreachable(file.name, error: EACCES)
        default:
            throw StoreError(file: file, result: result, detail: String(cString: sqlite3_errstr(result)))
        }
    }
}
