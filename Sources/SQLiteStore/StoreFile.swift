import GRDBSQLite
import Glibc
import Jobs

/// The path of a store, and what can be said of the file there without opening it as a store.
struct StoreFile: Sendable {
    enum Contents: Hashable {
        /// No file, or one without anything in it: a store may be made here.
        case nothing
        case store
    }

    /// As the user wrote it; what messages say.
    let name: String
    /// Absolute and without symbolic links, so that all names of one store share one lock.
    let path: String

    init(_ name: String) throws {
        self.name = name
        guard !name.isEmpty, !name.utf8.contains(0) else {
            throw StoreError(
                code: .missing,
                path: name,
                message: "no store has an empty path or one with a NUL in it: name the store's file with --store"
            )
        }
        if let whole = Self.resolved(name) {
            path = whole
            return
        }
        let slash = name.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { $0 == name.startIndex ? "/" : String(name[..<$0]) } ?? "."
        let last = slash.map { String(name[name.utf8.index(after: $0)...]) } ?? name
        guard let parent = Self.resolved(folder) else {
            throw StoreError.unreachable(name, error: errno)
        }
        path = parent == "/" ? "/\(last)" : "\(parent)/\(last)"
    }

    private static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }

    var folder: String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    var missing: StoreError {
        StoreError(
            code: .missing,
            path: name,
            message: "no store at \(name): run `seatwise import FOLDER --store \(name)` first, "
                + "or name another with --store"
        )
    }

    func identity() throws -> FileIdentity {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StoreError.unreachable(name, error: errno) }
        return FileIdentity(status)
    }

    /// Refuses to go on with a store whose file was removed or replaced: an open one would still answer, from the old file.
    func check(_ identity: FileIdentity) throws {
        guard try self.identity() == identity else {
            throw StoreError(
                code: .other,
                path: name,
                message: "the store \(name) was replaced by another file while it was in use: run the command again"
            )
        }
    }

    /// Finds out what is at the path, leaving it exactly as it is.
    func inspect() throws -> Contents {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return .nothing }
            throw StoreError.unreachable(name, error: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "is a folder" : "is no ordinary file"
            throw StoreError(
                code: .notPermitted,
                path: name,
                message: "\(name) \(kind), not a store: name the store's file with --store"
            )
        }
        guard status.st_size > 0 else { return .nothing }
        // SQLite takes a file of a single byte for an empty one; a real one has a page at least.
        guard status.st_size >= Header.smallestPage else { throw StoreError.foreign(self, "no SQLite database") }
        return try Header.read(at: path).contents(of: self)
    }
}

/// The numbers in the head of an SQLite file that tell whose it is.
private struct Header {
    /// In bytes.
    static let smallestPage = 512

    var result: Int32
    var applicationID = 0
    var version = 0
    var tables = 0

    /// Reads a database through a connection that takes no locks and makes no files beside it.
    ///
    /// Opening and closing the file by other means would drop the locks that SQLite holds on it in this process.
    static func read(at path: String) -> Header {
        var header = Header(result: SQLITE_OK)
        var database: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX
        header.result = sqlite3_open_v2("file:\(escaped(path))?immutable=1", &database, flags, nil)
        defer { sqlite3_close_v2(database) }
        header.take("PRAGMA application_id", \.applicationID, database)
        header.take("PRAGMA user_version", \.version, database)
        if header.applicationID != Schema.applicationID {
            header.take("SELECT count(*) FROM sqlite_schema", \.tables, database)
        }
        return header
    }

    private mutating func take(_ sql: String, _ field: WritableKeyPath<Header, Int>, _ database: OpaquePointer?) {
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

    func contents(of file: StoreFile) throws -> StoreFile.Contents {
        switch result & 0xFF {
        case SQLITE_OK where applicationID == Schema.applicationID:
            guard version <= Schema.version else { throw Schema.newer(file, version: version) }
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
