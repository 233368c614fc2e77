/// The three streams of the tool: results, messages, and a person who can be asked.
struct Console: Sendable {
    /// Standard output: results only.
    var results: TextStream
    /// Standard error: progress, summaries and messages.
    var messages: TextStream
    /// Whether a person sits at standard input.
    var isInputTerminal: Bool
    /// The next line of standard input; nil at its end.
    var readLine: @Sendable () -> String?

    /// Whether a question would be seen and could be answered.
    var canAsk: Bool { isInputTerminal && messages.isTerminal }
}

/// A stream that text goes to.
struct TextStream: Sendable {
    var isTerminal: Bool
    /// Whether lines can be redrawn and colored: a terminal that is not a dumb one.
    var isCapable: Bool
    /// Whether colors are wanted, as far as the environment tells.
    var allowsColor: Bool
    /// How many columns the terminal has right now; nil when the stream is no terminal.
    var columns: @Sendable () -> Int?
    var write: @Sendable (String) throws -> Void
    /// Where messages are written as events, that.
    var log: EventLog?

    /// Writes a message; when nobody can be reached any more there is nobody to tell that either.
    ///
    /// - Parameters:
    ///   - text: the message, with its line end.
    ///   - level: how much it matters, in a log; what names a user is no information there.
    func say(_ text: String, _ level: EventLog.Level = .info) {
        guard let log else {
            try? write(text)
            return
        }
        log.message(text, level)
    }

    /// How text looks on this stream.
    func style(_ output: OutputOptions) -> TextStyle {
        TextStyle(isColored: isCapable && allowsColor && !output.noColor)
    }
}
