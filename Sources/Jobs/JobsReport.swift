import Licensing

/// Past jobs as `seatwise jobs` lists them; `--json` prints the same.
package struct JobReport: Sendable, Encodable {
    package let id: String
    package let state: String
    package let manifest: String
    package let sha256: String
    package let rows: Int
    package let atomic: String
    package let options: JobOptions
    /// The id of the saved plan that it carries out, if it is one's.
    package let plan: String?
    /// Who began it and where.
    package let actor: String
    /// Rows by status.
    package let counts: [String: Int]
    package let startedAt: String
    package let finishedAt: String?
    /// What became of each customer; only `jobs show` tells.
    package var customers: [CustomerOutcome]?

    private enum CodingKeys: String, CodingKey {
        case id, state, manifest, sha256, rows, atomic, options, plan, actor, counts, customers
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }

    init(_ job: JobRecord, customers: [CustomerOutcome]? = nil) {
        id = job.id
        state = job.state.rawValue
        manifest = job.manifest
        sha256 = job.digest
        rows = job.rows
        atomic = job.atomicity.rawValue
        options = job.options
        plan = job.plan
        actor = job.actor
        counts = Dictionary(uniqueKeysWithValues: job.statuses.map { ($0.key.name, $0.value) })
        startedAt = Timestamp.text(job.startedAt)
        finishedAt = job.finishedAt.map(Timestamp.text)
        self.customers = customers
    }
}

/// Looks past jobs up.
package enum JobsQuery {
    /// Every job, the latest first.
    package static func all(in directory: any Directory) throws -> [JobReport] {
        try directory.read { try $0.jobs().map { JobReport($0) } }
    }

    /// The job with this id.
    package static func record(_ id: String, in directory: any Directory) throws -> JobRecord? {
        try directory.read { reader in try reader.jobs().first { $0.id == id } }
    }

    /// Forgets jobs that ended before a time, with what is recorded and kept of them.
    ///
    /// - Parameters:
    ///   - time: seconds since 1970, UTC.
    ///   - directory: holds them.
    /// - Returns: how many there were.
    /// - Throws: `StoreError`.
    package static func prune(endedBefore time: Double, in directory: any Directory) throws -> Int {
        try directory.write(purpose: "seatwise jobs prune") { writer in
            let count = try writer.removeJobs(endedBefore: time)
            JobFolder(of: directory).removeFiles(besides: try directory.read { try $0.jobs() })
            return count
        }
    }

    /// The last job whose outputs go to a folder.
    package static func last(writingTo folder: String, in directory: any Directory) throws -> JobRecord? {
        let folder = JobOptions.fromRoot(folder)
        return try directory.read { reader in try reader.jobs().first { $0.options.out == folder } }
    }

    /// The last job that can be resumed.
    package static func lastOpen(in directory: any Directory) throws -> JobRecord? {
        try directory.read { reader in try reader.jobs().first { $0.state.canBeResumed } }
    }

    /// The jobs whose id is or begins with `id`; `latest` is the last one begun.
    package static func matching(_ id: String, in directory: any Directory) throws -> [JobReport] {
        try directory.read { reader in
            let jobs = try reader.jobs()
            let exact = jobs.filter { $0.id == id }
            let found =
                id == "latest" ? Array(jobs.prefix(1)) : exact.isEmpty ? jobs.filter { $0.id.hasPrefix(id) } : exact
            return try found.map { JobReport($0, customers: try reader.outcomes(of: $0.id)) }
        }
    }
}
