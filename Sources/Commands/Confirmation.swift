import Jobs
import Licensing
import Manifest

/// The question before anything is changed.
struct Confirmation: Sendable {
    let console: Console
    let output: OutputOptions
    let next: NextCommand

    /// Refuses to begin what could not be confirmed.
    ///
    /// - Parameters:
    ///   - manifest: what is to be applied.
    ///   - command: what is to be done, as it is typed.
    ///   - preview: what tells about it without doing it.
    /// - Throws: `CommandRefusal`.
    func checkThatItCanAsk(about manifest: String, _ command: String = "apply", preview: String) throws {
        let obstacle =
            if manifest == "-" {
                "the manifest comes from standard input, where an answer would be read from"
            } else if !console.canAsk {
                "there is no terminal to ask on"
            } else {
                nil as String?
            }
        guard let obstacle else { return }
        throw CommandRefusal(
            status: .notConfirmed,
            message: "\(command) asks before it changes anything, but \(obstacle): "
                + "look at what `\(preview)` says, then add --yes; nothing was changed"
        )
    }

    /// Says what would change and reads the answer; does not bother anybody when nothing would.
    func ask(about report: RunReport) -> Bool {
        guard report.changedUserCount > 0 else { return true }
        let style = console.messages.style(output)
        let changes = SummaryText.changes(report, style)
        let all = CountText.of(report.rowCount)
        let rest = [RowStatus.refused, .drifted].compactMap { status in
            report.statuses[status].map { "\(CountText.of($0, "row")) of \(all) \(status.name) and left out.\n" }
        }.joined()
        let notes = report.remarks.map { "note: \(MessageText.plain(RemarkText.of($0, next), limit: 1000))\n" }.joined()
        console.messages.say("\(notes)\(changes)\n\(rest)Apply these changes? [y/N] ")
        let answer = console.readLine()
        // At the end of input nobody has pressed return.
        if answer == nil { console.messages.say("\n") }
        return ["y", "yes"].contains(answer?.lowercased().filter { !$0.isWhitespace } ?? "")
    }
}
