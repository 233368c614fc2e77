package import Licensing

/// A job as the store keeps it: one apply of one manifest.
package struct JobRecord: Hashable, Sendable {
    /// Sorts by the time the job began.
    package let id: String
    /// Path as it was given; `-` for standard input.
    package let manifest: String
    /// SHA-256 of the manifest's bytes, lower-case hexadecimal.
    package let digest: String
    package let rows: Int
    package let atomicity: Atomicity
    package var options: JobOptions
    /// The id of the saved plan that it carries out, if it is one's; no other job has it.
    package let plan: String?
    /// Who began it and where: `ops@backup-2`.
    package let actor: String
    /// Seconds since 1970, UTC.
    package let startedAt: Double
    package var finishedAt: Double?
    package var state: JobState
    /// Whether it was the store that made it fail, and not an output.
    package var isFailureOfStore = false
    /// Rows by status.
    package var statuses: [RowStatus: Int]

    package init(
        id: String,
        manifest: String,
        digest: String,
        rows: Int,
        atomicity: Atomicity,
        options: JobOptions,
        plan: String?,
        actor: String,
        startedAt: Double,
        finishedAt: Double?,
        state: JobState,
        statuses: [RowStatus: Int]
    ) {
        self.id = id
        self.manifest = manifest
        self.digest = digest
        self.rows = rows
        self.atomicity = atomicity
        self.options = options
        self.plan = plan
        self.actor = actor
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.state = state
        self.statuses = statuses
    }
}

extension JobRecord {
    package mutating func end(_ state: JobState, _ statuses: [RowStatus: Int], at time: Double) {
        self.state = state
        self.statuses = statuses
        finishedAt = time
    }

    /// An id that sorts by the time the job began, to the millisecond, and that no other job has:
    /// `20260131-020000-5b3f9ab`.
    static func id(startedAt: Double, randomNumber: UInt64) -> String {
        let milliseconds = Int((startedAt - startedAt.rounded(.down)) * 1000)
        let random = Int(randomNumber % 60_466_176)
        return "\(Timestamp.digits(startedAt))-\(digits(milliseconds, 2))\(digits(random, 5))"
    }

    /// In base 36, with zeros in front.
    private static func digits(_ number: Int, _ count: Int) -> String {
        let digits = String(number, radix: 36)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}
