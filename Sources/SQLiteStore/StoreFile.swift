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
        guard status.st_size >= DatabaseHeader.smallestPage else {
            throw StoreError.foreign(self, "no SQLite database")
        }
        return try DatabaseHeader.read(at: path).contents(of: self)
    }
}
