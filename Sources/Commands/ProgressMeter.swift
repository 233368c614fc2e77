import Synchronization

/// Shows how far the work is: a line that is redrawn on a terminal, now and then a line in a log.
///
/// Told from any thread, and slows none of them down: while one draws, what the others say is passed over.
final class ProgressMeter: Sendable {
    private struct State {
        var label = ""
        var done = 0
        /// When the stage began: when the one before was heard of last.
        var start = 0.0
        var lastHeard: Double
        /// When something was shown last, or the meter began.
        var lastShown: Double
        var hasShown = false
        var isOnScreen = false
    }

    private let stream: TextStream
    private let isSilent: Bool
    private let uptime: @Sendable () -> Double
    private let state: Mutex<State>

    /// Short work shows nothing: seconds before the first line, and between lines, on a terminal.
    private static let terminalDelay = 0.3
    private static let terminalPause = 0.1
    /// The same for a log.
    private static let logPause = 5.0

    init(_ surroundings: Surroundings, _ output: OutputOptions) {
        stream = surroundings.console.messages
        isSilent = output.quiet
        uptime = surroundings.uptime
        let now = surroundings.uptime()
        state = Mutex(State(lastHeard: now, lastShown: now))
    }

    /// Takes note of how much of a stage is done, and shows it when it is time to.
    func update(_ label: String, _ unit: ProgressText.Unit, done: Int, total: Int) {
        guard !isSilent else { return }
        let now = uptime()
        state.withLockIfAvailable { state in
            if state.label != label {
                state.label = label
                state.done = 0
                state.start = state.lastHeard
            }
            state.lastHeard = now
            // Threads may overtake each other between counting and telling.
            state.done = max(state.done, done)
            guard now - state.lastShown >= pause(state) else { return }
            state.lastShown = now
            state.hasShown = true
            if let log = stream.log {
                let fields: [String: EventLog.Field?] = [
                    "stage": .text(label), "done": .number(state.done), "total": .number(total),
                ]
                return log.note("progress", .info, fields)
            }
            let text = ProgressText(
                label: label,
                unit: unit,
                done: state.done,
                total: total,
                elapsed: now - state.start
            )
            if stream.isCapable {
                state.isOnScreen = true
                stream.say("\r\(text.line(columns: stream.columns() ?? 80))\u{1B}[K")
            } else {
                stream.say("\(text.logLine)\n")
            }
        }
    }

    /// Takes the line away, so that something else can be said; the time until now counts for no later stage.
    func clear() {
        state.withLock { state in
            state.lastHeard = uptime()
            if state.isOnScreen { stream.say("\r\u{1B}[K") }
            state.isOnScreen = false
        }
    }

    private func pause(_ state: State) -> Double {
        guard stream.isCapable else { return Self.logPause }
        return state.hasShown ? Self.terminalPause : Self.terminalDelay
    }
}
