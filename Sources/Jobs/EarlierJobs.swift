/// What jobs of the same manifest, told by its digest, came before.
struct EarlierJobs: Sendable {
    /// The last one that applied it to its end.
    let finished: JobRecord?
    /// The last one that was stopped on the way, when none has applied it since.
    let interrupted: JobRecord?

    init(of digest: String, _ reader: any DirectoryReader) throws {
        finished = try reader.lastJob(of: digest, in: [.completed, .completedWithErrors])
        let last = try reader.lastJob(of: digest, in: JobState.allCases)
        let isOpen = last.map { $0.state.canBeResumed || $0.state == .cancelled } ?? false
        interrupted = isOpen ? last : nil
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
            let time = Timestamp.text(interrupted.finishedAt ?? interrupted.startedAt)
            let way =
                interrupted.state.canBeResumed
                ? "`seatwise jobs resume \(interrupted.id)` does the rest, and accounts for every row in one place"
                : "applying it does the rest"
            remarks.append(
                "job \(interrupted.id) of this manifest was left \(interrupted.state.rawValue) at \(time); \(way)"
            )
        }
        return remarks
    }
}
