import GRDB
import Jobs
import Licensing

/// The one writer of a store, for as long as it holds the lock.
final class StoreWriter: DirectoryWriter {
    private let store: SQLiteStore
    private let queue: DatabaseQueue
    private let lock: WriteLock
    private let file: StoreFile
    private let identity: FileIdentity

    init(store: SQLiteStore, queue: DatabaseQueue, lock: WriteLock, file: StoreFile, identity: FileIdentity) {
        self.store = store
        self.queue = queue
        self.lock = lock
        self.file = file
        self.identity = identity
    }

    func read<Outcome>(_ body: (any DirectoryReader) throws -> Outcome) throws -> Outcome {
        try store.readOnce(body)
    }

    /// Calls jobs interrupted whose processes are gone: nobody else can be at work while this one holds the lock.
    func noteDeadJobs() throws {
        try transaction { connection in
            let sql = "UPDATE job SET state = ? WHERE state = ?"
            try connection.run(sql, .text(JobState.interrupted.rawValue), .text(JobState.running.rawValue))
        }
    }

    func begin(_ job: JobRecord) throws {
        // Before there is a job that says it is running.
        lock.note(job: job.id)
        try transaction { connection in
            try connection.run(
                """
                INSERT INTO job
                    (id, manifest, digest, rows, atomicity, options, plan, actor, started_at, finished_at, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .text(job.id),
                .text(job.manifest),
                .text(job.digest),
                .integer(job.rows),
                .text(job.atomicity.rawValue),
                .text(try job.options.json()),
                job.plan.map { .text($0) } ?? .null,
                .text(job.actor),
                .real(job.startedAt),
                job.finishedAt.map { .real($0) } ?? .null,
                .text(job.state.rawValue)
            )
            try put(job.statuses, ofJob: try number(ofJob: job.id, connection), connection)
        }
    }

    func update(_ job: JobRecord) throws {
        // One that was begun by another process may be carried out by this one now.
        if job.state == .running { lock.note(job: job.id) }
        try transaction { connection in
            let number = try number(ofJob: job.id, connection)
            let state = try connection.firstRow("SELECT state FROM job WHERE number = ?", .integer(number)) {
                JobState(rawValue: $0.text(0))
            }
            guard state??.mayBecome(job.state) ?? false else { throw StoreError.changedMeanwhile(file) }
            try connection.run(
                "UPDATE job SET options = ?, finished_at = ?, state = ?, is_failure_of_store = ? WHERE number = ?",
                .text(try job.options.json()),
                job.finishedAt.map { .real($0) } ?? .null,
                .text(job.state.rawValue),
                .integer(job.isFailureOfStore ? 1 : 0),
                .integer(number)
            )
            try put(job.statuses, ofJob: number, connection)
        }
    }

    /// Changes written between two looks at whether they are still wanted: some milliseconds.
    private static let changesBetweenChecks = 1000

    func commit(
        _ changes: [CustomerChanges],
        of job: String,
        catalog: Catalog,
        checking check: () throws -> Void
    ) throws {
        try transaction { connection in
            let number = try number(ofJob: job, connection)
            var writer = ChangeWriter(connection, job: number, catalog: catalog)
            for customer in changes.sorted(by: { $0.customer < $1.customer }) {
                for (index, change) in customer.changes.enumerated() {
                    if index % Self.changesBetweenChecks == 0 { try check() }
                    try writer.write(change, line: customer.lines[index], of: customer.customer)
                }
                try writer.endCustomer(customer.customer)
                try put(customer.outcome, ofJob: number, connection)
            }
            let changed = changes.filter { !$0.changes.isEmpty }.map(\.customer)
            if !changed.isEmpty { try Revision.give(Revision.next(connection), to: changed, connection) }
        }
    }

    func removeJobs(endedBefore time: Double) throws -> Int {
        try transaction { connection in
            // One that was killed has no end.
            let sql = "DELETE FROM job WHERE coalesce(finished_at, started_at) < ? AND state <> ?"
            return try connection.run(sql, .real(time), .text(JobState.running.rawValue))
        }
    }

    func importing<Outcome>(_ body: (any DirectoryImport) throws -> Outcome) throws -> Outcome {
        try transaction { connection in
            let session = try StoreImport(in: connection)
            let outcome = try body(session)
            try session.finish()
            return outcome
        }
    }

    func transaction<Outcome>(_ body: (Connection) throws -> Outcome) throws -> Outcome {
        try file.check(identity)
        return try Connection.translatingErrors(of: file) {
            try queue.writeInTransaction { try body(Connection($0, file: file)) }
        }
    }

    private func number(ofJob id: String, _ connection: Connection) throws -> Int {
        let number = try connection.firstRow("SELECT number FROM job WHERE id = ?", .text(id)) { $0.integer(0) }
        guard let number else { throw StoreError.changedMeanwhile(file) }
        return number
    }

    private func put(_ statuses: [RowStatus: Int], ofJob job: Int, _ connection: Connection) throws {
        try connection.run("DELETE FROM job_status WHERE job = ?", .integer(job))
        for (status, rows) in statuses {
            let sql = "INSERT INTO job_status (job, status, rows) VALUES (?, ?, ?)"
            try connection.run(sql, .integer(job), .text(status.name), .integer(rows))
        }
    }

    private func put(_ outcome: CustomerOutcome, ofJob job: Int, _ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO job_outcome (job, customer_id, applied, unchanged, superseded, refused, drifted, users_changed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(job),
            .text(outcome.customerID),
            .integer(outcome.applied),
            .integer(outcome.unchanged),
            .integer(outcome.superseded),
            .integer(outcome.refused),
            .integer(outcome.drifted),
            .integer(outcome.usersChanged)
        )
    }
}

extension DatabaseQueue {
    /// Runs `body` in a transaction that takes the right to write at once, and commits what it did unless it throws.
    fileprivate func writeInTransaction<Outcome>(_ body: (Database) throws -> Outcome) throws -> Outcome {
        try writeWithoutTransaction { database in
            var outcome: Outcome?
            try database.inTransaction(.immediate) {
                outcome = try body(database)
                return .commit
            }
            guard let outcome else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return outcome
        }
    }
}
