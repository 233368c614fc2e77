/// How far a job is; drawn in docs/jobs.md.
package enum JobState: String, CaseIterable, Sendable {
    /// Changes are being made.
    case running
    /// Every row is ok.
    case completed
    /// Finished; some rows were refused or failed.
    case completedWithErrors = "completed_with_errors"
    /// Stopped by the user, the system or its death; customers not reached are as they were.
    case interrupted
    /// Stopped by `jobs cancel`; customers not reached are as they were.
    case cancelled
    /// Stopped by the store or the disk; customers not reached are as they were.
    case failed

    /// What may follow what; nothing else ever does.
    private static let arrows: [(from: JobState, to: JobState)] = [
        // The last customer is committed, and every row is ok.
        (.running, .completed),
        // The last customer is committed; some rows were refused.
        (.running, .completedWithErrors),
        // Ctrl-C, `kill` or a closed terminal; or the process is gone, which the next one to write notes.
        (.running, .interrupted),
        // Another process asked for it with `jobs cancel`.
        (.running, .cancelled),
        // The store could not take a change, or an output could not be written.
        (.running, .failed),
    ]

    package func mayBecome(_ next: JobState) -> Bool {
        Self.arrows.contains { $0.from == self && $0.to == next }
    }
}
