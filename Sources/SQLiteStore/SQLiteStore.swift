package import Jobs

/// Catalog, directory and jobs in one SQLite file: the directory that needs no server.
///
/// Readers are connections of their own and never wait for the writer (write-ahead log). There is one writer at a time,
/// guarded across processes by a lock file beside the store.
package struct SQLiteStore: Directory {
    /// What to do where there is no store yet.
    package enum Mode: Hashable, Sendable {
        case existing
        case createIfMissing
    }

    private let file: StoreFile
    private let identity: FileIdentity
    private let readers: ReaderPool
    /// Seconds for which a writer waits for another one.
    private let patience: Double
    private let checkWhileWaiting: @Sendable () throws -> Void

    /// Opens the store at `path`.
    ///
    /// A file that is not a store is never written to, nor is anything written beside it.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - mode: what to do where there is none.
    ///   - patience: how long a writer waits for another one to end, in seconds.
    ///   - check: is called now and then while it does; throws to wait no longer.
    /// - Returns: the store.
    /// - Throws: `StoreError`.
    package static func open(
        path: String,
        mode: Mode,
        patience: Double = 0,
        checkingWhileWaiting check: @escaping @Sendable () throws -> Void = {}
    ) throws -> SQLiteStore {
        let file = try StoreFile(path)
        if try file.inspect() == .nothing {
            guard mode == .createIfMissing else { throw file.missing }
            try Schema.create(in: file)
        }
        return SQLiteStore(
            file: file,
            identity: try file.identity(),
            readers: ReaderPool(file: file),
            patience: patience,
            checkWhileWaiting: check
        )
    }

    package var ownFiles: [String] {
        ["", "-wal", "-shm", "-journal", ".lock"].map { file.path + $0 }
    }

    package var jobFolder: String { file.path + ".jobs" }

    package var currentWriter: CurrentWriter? { WriteLock.holder(of: file) }

    package func read<Outcome>(_ body: (any DirectoryReader) throws -> Outcome) throws -> Outcome {
        try file.check(identity)
        return try readers.withReader { try body(StoreReader($0)) }
    }

    /// Reads on a connection that does not outlast the call: what a writer reads with must not keep the store from being
    /// one file when the writer is done.
    func readOnce<Outcome>(_ body: (any DirectoryReader) throws -> Outcome) throws -> Outcome {
        try file.check(identity)
        return try readers.withOwnReader { try body(StoreReader($0)) }
    }

    package func write<Outcome>(
        purpose: String,
        _ body: (any DirectoryWriter) throws -> Outcome
    ) throws -> Outcome {
        try file.check(identity)
        let patience = WriteLock.Patience(seconds: patience, check: checkWhileWaiting)
        return try WriteLock.hold(for: file, purpose: purpose, patience) { lock in
            let queue = try Connection.openWriter(file)
            defer { Connection.close(queue) }
            let writer = StoreWriter(store: self, queue: queue, lock: lock, file: file, identity: identity)
            try writer.noteDeadJobs()
            return try body(writer)
        }
    }
}
