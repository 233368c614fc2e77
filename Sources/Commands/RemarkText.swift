import Jobs

/// What is remarkable about a manifest, in words.
enum RemarkText {
    /// - Parameters:
    ///   - remark: what it is.
    ///   - next: how commands are written.
    /// - Returns: a sentence without its end.
    static func of(_ remark: RunReport.Remark, _ next: NextCommand) -> String {
        switch remark {
        case .readAsWindows1252:
            return "the manifest was read as Windows-1252, for it is not UTF-8; name another with --encoding"
        case .appliedBefore(let job):
            return "this manifest was applied before, by job \(job.id) at \(Timestamp.text(job.startedAt)); "
                + "--once refuses that"
        case .leftOpen(let job):
            let way =
                job.state.canBeResumed
                ? "`\(next.resume(job.id))` does the rest, and accounts for every row in one place"
                : "applying it does the rest"
            return "job \(job.id) of this manifest was left \(JobsText.state(job.state)) "
                + "at \(Timestamp.text(job.finishedAt ?? job.startedAt)); \(way)"
        }
    }
}
