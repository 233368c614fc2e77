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

    /// Writes a message; when nobody can be reached any more there is nobody to tell that either.
    func say(_ text: String) {
        try? write(text)
    }

    /// How text looks on this stream.
    func style(_ output: OutputOptions) -> TextStyle {
        TextStyle(isColored: isCapable && allowsColor && !output.noColor)
    }
}
