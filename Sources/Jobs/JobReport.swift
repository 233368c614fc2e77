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
