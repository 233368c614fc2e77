import Jobs
import Licensing

extension StoreReader {
    private static let columns = """
        number, id, manifest, digest, rows, atomicity, actor, started_at, finished_at, state, options, plan,
        is_failure_of_store
        """

    func jobs() throws -> [JobRecord] {
        let statuses = try statuses()
        var jobs: [JobRecord] = []
        try connection.forEachRow("SELECT \(Self.columns) FROM job ORDER BY number DESC") { row in
            if let job = job(row, statuses) { jobs.append(job) }
        }
        return jobs
    }

    func jobIDs() throws -> [String] {
        var ids: [String] = []
        try connection.forEachRow("SELECT id FROM job") { ids.append($0.text(0)) }
        return ids
    }

    func lastJob(of digest: String, in states: [JobState]) throws -> JobRecord? {
        let list = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let sql = """
            SELECT \(Self.columns) FROM job WHERE digest = ? AND state IN (\(list)) ORDER BY number DESC LIMIT 1
            """
        return try connection.firstRow(sql, .text(digest)) { job($0, [:]) } ?? nil
    }

    func job(ofPlan plan: String) throws -> JobRecord? {
        try connection.firstRow("SELECT \(Self.columns) FROM job WHERE plan = ?", .text(plan)) { job($0, [:]) } ?? nil
    }

    /// The job on the row that stands in `columns`; nil for one that a newer seatwise knows how to read.
    ///
    /// One that says it is running while nobody carries it out was killed.
    private func job(_ row: PreparedStatement, _ statuses: [Int: [RowStatus: Int]]) -> JobRecord? {
        guard let atomicity = Atomicity(rawValue: row.text(5)), var state = JobState(rawValue: row.text(9)),
            let options = JobOptions(json: row.text(10))
        else { return nil }
        if state == .running, WriteLock.holder(of: connection.file)?.job != row.text(1) { state = .interrupted }
        var job = JobRecord(
            id: row.text(1),
            manifest: row.text(2),
            digest: row.text(3),
            rows: row.integer(4),
            atomicity: atomicity,
            options: options,
            plan: row.isNull(11) ? nil : row.text(11),
            actor: row.text(6),
            startedAt: time(row.real(7)),
            finishedAt: row.isNull(8) ? nil : time(row.real(8)),
            state: state,
            statuses: statuses[row.integer(0)] ?? [:]
        )
        job.isFailureOfStore = row.integer(12) != 0
        return job
    }

    private func time(_ seconds: Double) -> Double {
        min(max(seconds, Plausible.times.lowerBound), Plausible.times.upperBound)
    }

    /// By job number: rows by status.
    private func statuses() throws -> [Int: [RowStatus: Int]] {
        let named = Dictionary(uniqueKeysWithValues: RowStatus.allCases.map { ($0.name, $0) })
        var statuses: [Int: [RowStatus: Int]] = [:]
        try connection.forEachRow("SELECT job, status, rows FROM job_status") { row in
            if let status = named[row.text(1)] { statuses[row.integer(0), default: [:]][status] = row.integer(2) }
        }
        return statuses
    }

    func outcomes(of job: String) throws -> [CustomerOutcome] {
        let sql = """
            SELECT customer_id, applied, unchanged, superseded, refused, drifted, users_changed
            FROM job_outcome WHERE job = (SELECT number FROM job WHERE id = ?) ORDER BY customer_id
            """
        var outcomes: [CustomerOutcome] = []
        try connection.forEachRow(sql, .text(job)) { row in
            outcomes.append(
                CustomerOutcome(
                    customerID: row.text(0),
                    applied: row.integer(1),
                    unchanged: row.integer(2),
                    superseded: row.integer(3),
                    refused: row.integer(4),
                    drifted: row.integer(5),
                    usersChanged: row.integer(6)
                )
            )
        }
        return outcomes
    }

    func changes(of job: String, in catalog: Catalog) throws -> [(customer: Customer, changes: [RecordedChange])] {
        let sql = """
            SELECT customer.number, customer.id, domain, customer.name, country, changes
            FROM job_change JOIN customer ON customer.number = customer
            WHERE job = (SELECT number FROM job WHERE id = ?) ORDER BY job_change.number
            """
        var found: [(customer: Customer, changes: [RecordedChange])] = []
        try connection.forEachRow(sql, .text(job)) { row in
            found.append((Self.customer(row), try changes(row.bytes(5).span, in: catalog)))
        }
        return found
    }

    func changes(ofCustomer customer: Int, in catalog: Catalog) throws -> [(job: String, changes: [RecordedChange])] {
        let sql = """
            SELECT job.id, changes FROM job_change JOIN job ON job.number = job
            WHERE customer = ? ORDER BY job_change.number DESC
            """
        var found: [(job: String, changes: [RecordedChange])] = []
        try connection.forEachRow(sql, .integer(customer)) { row in
            found.append((row.text(0), try changes(row.bytes(1).span, in: catalog)))
        }
        return found
    }

    private func changes(_ bytes: Span<UInt8>, in catalog: Catalog) throws -> [RecordedChange] {
        do {
            return try ChangeRecord.changes(in: bytes, codec(for: catalog))
        } catch {
            throw StoreError.damaged(connection.file, "a record of changes cannot be read")
        }
    }
}
