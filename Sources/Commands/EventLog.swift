import Jobs

/// Messages for machines: on each line one event as a JSON object (`--log-format json`, docs/log-format.md).
///
/// What is said at level `info` never names a user.
struct EventLog: Sendable {
    enum Level: String, Sendable, Encodable {
        case info, warning, error
    }

    /// A value in an event.
    enum Field: Sendable, Encodable {
        case text(String)
        case number(Int)
        case counts([String: Int])
        case files(RunReport.Files)
        case texts([String])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .counts(let counts): try container.encode(counts)
            case .files(let files): try container.encode(files)
            case .texts(let texts): try container.encode(texts)
            }
        }
    }

    /// The stream, one write for each line.
    let write: @Sendable (String) throws -> Void
    let now: @Sendable () -> Double
    /// Whether only what a person must act on is said.
    let isQuiet: Bool

    /// Says that something happened.
    ///
    /// - Parameters:
    ///   - event: what, as one word.
    ///   - level: how much it matters.
    ///   - fields: what else there is to know; nil for what is left out.
    func note(_ event: String, _ level: Level = .info, _ fields: [String: Field?] = [:]) {
        guard !isQuiet || level != .info else { return }
        var line = fields.compactMapValues(\.self)
        line["time"] = .text(Timestamp.text(now()))
        line["level"] = .text(level.rawValue)
        line["event"] = .text(event)
        // When nobody can be reached any more there is nobody to tell that either.
        if let text = try? JSONText.line(line) { try? write(text) }
    }

    /// Says what would else be a message to people.
    func message(_ text: String, _ level: Level) {
        for line in text.split(separator: "\n") {
            let isError = line.hasPrefix("Error: ")
            let message = String(isError ? line.dropFirst("Error: ".count) : line)
            note("message", isError ? .error : level, ["message": .text(message)])
        }
    }
}

/// In which form messages come on standard error.
enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}
