import Glibc
import Manifest

/// The standard streams of this process.
enum StandardStreams {
    /// Makes the streams safe to use.
    ///
    /// A reader that goes away must not kill the process in the middle of its work, hence no SIGPIPE. A stream that is closed
    /// is replaced, input by an empty one and output by one on which every write fails: otherwise the next file opened,
    /// perhaps the store, would take its number, and be read or written in its place.
    static func secure() {
        _ = signal(SIGPIPE, SIG_IGN)
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    static func console(_ variables: [String: String]) -> Console {
        Console(
            results: stream(STDOUT_FILENO, variables) { try OutputFile.standardOutput().write($0) },
            messages: stream(STDERR_FILENO, variables, write: writeMessage),
            isInputTerminal: isatty(STDIN_FILENO) == 1,
            readLine: { readLine() }
        )
    }

    private static func stream(
        _ descriptor: Int32,
        _ variables: [String: String],
        write: @escaping @Sendable (String) throws -> Void
    ) -> TextStream {
        let isTerminal = isatty(descriptor) == 1
        let columns = variables["COLUMNS"].flatMap(Int.init)
        return TextStream(
            isTerminal: isTerminal,
            isCapable: isTerminal && variables["TERM"] != "dumb",
            allowsColor: variables["NO_COLOR", default: ""].isEmpty,
            columns: {
                guard isTerminal else { return nil }
                var size = winsize()
                let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
                return max(20, isKnown ? Int(size.ws_col) : columns ?? 80)
            },
            write: write
        )
    }

    private static func writeMessage(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
