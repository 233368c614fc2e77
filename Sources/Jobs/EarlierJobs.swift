/// What jobs of the same manifest, told by its digest, came before.
struct EarlierJobs: Sendable {
    /// The last one that applied it to its end.
    let finished: JobRecord?
    /// The last one that was stopped on the way, when none has applied it since.
    let interrupted: JobRecord?

    init(of digest: String, _ reader: any DirectoryReader) throws {
        finished = try reader.lastJob(of: digest, in: [.completed, .completedWithErrors])
        // One that was killed is said to be running until the next one writes.
        let stopped = try reader.lastJob(of: digest, in: [.interrupted, .cancelled, .running])
        interrupted =
            [.interrupted, .cancelled].contains(stopped?.state)
                && stopped?.startedAt ?? 0 > finished?.startedAt ?? 0 ? stopped : nil
    }

    /// What to tell the user of them.
    var remarks: [String] {
        var remarks: [String] = []
        if let finished {
            remarks.append(
                "this manifest was applied before, by job \(finished.id) at \(Timestamp.text(finished.startedAt)); "
                    + "--once refuses that"
            )
        }
        if let interrupted {
            remarks.append(
                "job \(interrupted.id) of this manifest was \(interrupted.state.rawValue) at "
                    + "\(Timestamp.text(interrupted.finishedAt ?? interrupted.startedAt)); applying it does the rest"
            )
        }
        return remarks
    }
}
