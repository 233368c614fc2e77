import Glibc

/// What happens when the program breaks one of its own assumptions: the exit code of a bug, instead of a signal's.
///
/// Nothing is lost by it: outputs have no name until they are whole, and the store takes back what was not committed.
enum CrashSignals {
    /// Takes over the answer to the signals of a crash.
    ///
    /// Swift can print where it happened instead, when it is told to (`SWIFT_BACKTRACE=enable=yes`); then that goes first.
    static func install(_ variables: [String: String]) {
        guard variables["SWIFT_BACKTRACE"] == nil else { return }
        for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] { SignalAnswer.set(answer, to: number) }
    }

    private static let answer: @convention(c) (Int32) -> Void = { _ in
        ProcessEnd.now(
            .bug,
            saying: "Error: a bug in seatwise: run it again with SWIFT_BACKTRACE=enable=yes and report what it prints\n"
        )
    }
}

enum SignalAnswer {
    /// Has a signal answered, also where whoever started the process has left it blocked.
    static func set(_ answer: @escaping @convention(c) (Int32) -> Void, to number: Int32) {
        _ = signal(number, answer)
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, number)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}

/// Ends the process where nothing else is allowed any more: inside a signal handler.
enum ProcessEnd {
    static func now(_ status: ExitStatus, saying text: StaticString) -> Never {
        _ = text.withUTF8Buffer { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit(status.rawValue)
    }
}
