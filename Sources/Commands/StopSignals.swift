import Glibc
import Jobs
import Synchronization

/// What happens when the user or the system asks the process to stop: Ctrl-C, `kill`, a terminal that is closed; or
/// another process with `jobs cancel`.
///
/// Before there is work to be left in order the process ends at once; from the first `check` on the request is noted, and
/// whoever works ends at the next one. A second request ends the process in any case: the store bears that, too.
struct StopSignals: Sendable {
    enum Request: Sendable {
        case stop, cancel
    }

    /// The request that has been noted, if one has.
    var request: @Sendable () -> Request?
    /// Whether requests are noted, or answered by ending the process at once.
    var setPatience: @Sendable (Bool) -> Void

    /// - Throws: `Interrupted` once the process was asked to stop.
    func check() throws {
        setPatience(true)
        try throwIfRequested()
    }

    private func throwIfRequested() throws {
        if let request = request() { throw Interrupted(isCancelled: request == .cancel) }
    }

    /// Runs `body`, which may wait for a person for ever and leaves nothing behind, without patience.
    func atOnce<Outcome>(_ body: () -> Outcome) throws -> Outcome {
        setPatience(false)
        defer { setPatience(true) }
        // Asked just before: nobody would answer any more.
        try throwIfRequested()
        return body()
    }
}

extension StopSignals {
    private static let isPatient = Atomic(false)
    private static let hasBeenAsked = Atomic(false)
    private static let isToCancel = Atomic(false)
    /// What `jobs cancel` sends.
    static let cancellation = SIGUSR1
    private static let signals = [SIGINT, SIGTERM, SIGHUP, cancellation]

    /// Those of this process, once `install` was called.
    static let process = StopSignals(
        request: {
            guard hasBeenAsked.load(ordering: .relaxed) else { return nil }
            return isToCancel.load(ordering: .relaxed) ? .cancel : .stop
        },
        setPatience: { isPatient.store($0, ordering: .relaxed) }
    )

    /// Takes over the answer to the signals; one that is ignored (`nohup`) stays so.
    static func install() {
        // Made now: inside the handler they may only be read.
        isPatient.store(false, ordering: .relaxed)
        hasBeenAsked.store(false, ordering: .relaxed)
        isToCancel.store(false, ordering: .relaxed)
        for number in signals where !isIgnored(number) { SignalAnswer.set(answer, to: number) }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        // C's functions can be told apart by their addresses alone.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Does only what is allowed inside a signal handler: reads and sets flags, writes, ends.
    private static let answer: @convention(c) (Int32) -> Void = { number in
        guard isPatient.load(ordering: .relaxed) else {
            ProcessEnd.now(.interrupted, saying: "Error: interrupted: nothing was changed\n")
        }
        if number == SIGUSR1 {
            // Asked twice, it is no more urgent.
            if !hasBeenAsked.load(ordering: .relaxed) { isToCancel.store(true, ordering: .relaxed) }
            return hasBeenAsked.store(true, ordering: .relaxed)
        }
        if hasBeenAsked.exchange(true, ordering: .relaxed) {
            _ = signal(number, SIG_DFL)
            _ = raise(number)
        }
    }
}
