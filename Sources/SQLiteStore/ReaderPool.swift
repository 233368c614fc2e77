import GRDB
import Glibc
import Jobs
import Synchronization

/// Read-only connections to a store, each lent to one caller at a time.
final class ReaderPool: Sendable {
    /// Kept open for the next to come; more may be in use at once.
    private static let mostIdle = 8
    /// Seconds for which a connection is tried to be opened, unless SQLite itself waits longer in the last try.
    private static let patience = 2.0

    private let file: StoreFile
    private let idle = Mutex<[DatabaseQueue]>([])

    init(file: StoreFile) {
        self.file = file
    }

    /// Runs `body` inside one read transaction, on the state as it is now.
    func withReader<Outcome>(_ body: (Connection) throws -> Outcome) throws -> Outcome {
        let queue = try idle.withLock { $0.popLast() } ?? open()
        // A connection that something went wrong with is not lent again.
        let outcome = try read(queue, body)
        idle.withLock { if $0.count < Self.mostIdle { $0.append(queue) } }
        return outcome
    }

    /// The same on a connection for this once, closed when it returns.
    func withOwnReader<Outcome>(_ body: (Connection) throws -> Outcome) throws -> Outcome {
        let queue = try open()
        // Nothing is lost when a reader does not close.
        defer { _ = try? queue.close() }
        return try read(queue, body)
    }

    /// Opens a connection that has read something: one that comes in the moment in which the last of the others closes is told
    /// that the store is busy, which SQLite does not wait for, and is over at once.
    private func open() throws -> DatabaseQueue {
        let end = ContinuousClock.now + .seconds(Self.patience)
        while true {
            do {
                let queue = try Connection.openReader(file)
                try read(queue) { _ in }
                return queue
            } catch let error as StoreError where error.code == .busy && ContinuousClock.now < end {
                usleep(10_000)
            }
        }
    }

    private func read<Outcome>(_ queue: DatabaseQueue, _ body: (Connection) throws -> Outcome) throws -> Outcome {
        try Connection.translatingErrors(of: file) {
            try queue.read { database in
                let connection = Connection(database, file: file)
                try begin(connection)
                return try body(connection)
            }
        }
    }

    /// Reads something, as the state is settled by the first statement and not by the opening of the transaction.
    private func begin(_ connection: Connection) throws {
        let version = try connection.firstRow("PRAGMA user_version") { $0.integer(0) } ?? 0
        guard version <= Schema.version else { throw Schema.newer(file, version: version) }
    }
}
