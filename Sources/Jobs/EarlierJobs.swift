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
    var remarks: [RunReport.Remark] {
        [finished.map { .appliedBefore($0) }, interrupted.map { .leftOpen($0) }].compactMap(\.self)
    }
}
