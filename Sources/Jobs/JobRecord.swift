package import Licensing

/// A job as the store keeps it: one apply of one manifest.
package struct JobRecord: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Changes are being made.
        case running
        /// Every row is ok.
        case completed
        /// Finished; some rows were refused or failed.
        case completedWithErrors = "completed_with_errors"
        /// Stopped by the user or the system; customers not reached are as they were.
        case interrupted
        /// Stopped by the store or the disk; customers not reached are as they were.
        case failed
    }

    /// Sorts by the time the job began.
    package let id: String
    /// Path as it was given; `-` for standard input.
    package let manifest: String
    /// SHA-256 of the manifest's bytes, lower-case hexadecimal.
    package let digest: String
    package let rows: Int
    package let atomicity: Atomicity
    /// Seconds since 1970, UTC.
    package let startedAt: Double
    package var finishedAt: Double?
    package var state: State
    /// Rows by status.
    package var statuses: [RowStatus: Int]

    package init(
        id: String,
        manifest: String,
        digest: String,
        rows: Int,
        atomicity: Atomicity,
        startedAt: Double,
        finishedAt: Double?,
        state: State,
        statuses: [RowStatus: Int]
    ) {
        self.id = id
        self.manifest = manifest
        self.digest = digest
        self.rows = rows
        self.atomicity = atomicity
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.state = state
        self.statuses = statuses
    }
}
