/// How far a job is; drawn in docs/jobs.md.
package enum JobState: String, CaseIterable, Sendable {
    /// All is known and kept that it takes to make the changes.
    case judged
    /// Changes are being made.
    case running
    /// Every row is ok.
    case completed
    /// Finished; some rows were refused or failed.
    case completedWithErrors = "completed_with_errors"
    /// Stopped by the user, the system or its death; customers not reached are as they were.
    case interrupted
    /// Stopped by `jobs cancel`, customers not reached are as they were; or taken back before it could be resumed.
    case cancelled
    /// Stopped by the store or the disk; customers not reached are as they were.
    case failed

    /// What may follow what; nothing else ever does.
    private static let arrows: [(from: JobState, to: JobState)] = [
        // The first change is about to be made; or `jobs resume`, where the process was gone before that.
        (.judged, .running),
        // The last customer is committed, the last file has its name, and every row is ok.
        (.running, .completed),
        // The same, but some rows were refused, or drifted.
        (.running, .completedWithErrors),
        // Ctrl-C, `kill` or a closed terminal; or the process is gone, which the next one to write notes.
        (.running, .interrupted),
        // Another process asked for it with `jobs cancel`.
        (.running, .cancelled),
        // The store could not take a change, or an output could not be written.
        (.running, .failed),
        // `jobs undo` of a job that had changed nothing yet: it is not to begin after all.
        (.judged, .cancelled),
        // `jobs undo` takes back what was done, so that there is nothing to go on with.
        (.interrupted, .cancelled),
        // The same, whatever had been in the way.
        (.failed, .cancelled),
        // `jobs resume` does the rest.
        (.interrupted, .running),
        // `jobs resume`, once there is room on the disk again, or whatever else was in the way is gone.
        (.failed, .running),
    ]

    /// Whether `jobs resume` does the rest.
    package var canBeResumed: Bool { self != .running && mayBecome(.running) }

    /// Whether nothing follows it.
    package var isAtItsEnd: Bool { !Self.arrows.contains { $0.from == self } }

    package func mayBecome(_ next: JobState) -> Bool {
        Self.arrows.contains { $0.from == self && $0.to == next }
    }
}
