import Jobs
import Licensing

/// The question before anything is changed.
struct Confirmation: Sendable {
    let console: Console
    let output: OutputOptions

    /// Refuses to begin what could not be confirmed.
    func checkThatItCanAsk(about manifest: String) throws {
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
            message: "apply asks before it changes anything, but \(obstacle): "
                + "look at what `seatwise plan` says, then add --yes; nothing was changed"
        )
    }

    /// Says what would change and reads the answer; does not bother anybody when nothing would.
    func ask(about report: RunReport) -> Bool {
        guard report.changedUserCount > 0 else { return true }
        let style = console.messages.style(output)
        let changes = SummaryText.changes(report, style)
        let refused = report.statuses[.refused] ?? 0
        let rest =
            refused == 0
            ? "" : "\(CountText.of(refused, "row")) of \(CountText.of(report.rowCount)) refused and left out.\n"
        console.messages.say("\(changes)\n\(rest)Apply these changes? [y/N] ")
        let answer = console.readLine()
        // At the end of input nobody has pressed return.
        if answer == nil { console.messages.say("\n") }
        return ["y", "yes"].contains(answer?.lowercased().filter { !$0.isWhitespace } ?? "")
    }
}
