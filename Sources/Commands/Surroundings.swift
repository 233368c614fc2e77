import FoundationEssentials

/// Everything outside the tool that a command depends on, so that tests can choose it.
struct Surroundings: Sendable {
    var variables: [String: String]
    /// Who runs the tool and where: `ops@backup-2`.
    var actor: String
    var console: Console
    var processorCount: Int
    /// Seconds since 1970, UTC.
    var now: @Sendable () -> Double
    /// Seconds on a clock that nobody sets.
    var uptime: @Sendable () -> Double
    var randomNumber: @Sendable () -> UInt64
    var stopSignals: StopSignals

    /// The same with messages in the form that is wanted.
    func speaking(as output: OutputOptions) -> Surroundings {
        guard output.logFormat == .json else { return self }
        var surroundings = self
        let messages = console.messages
        surroundings.console.messages.log = EventLog(write: messages.write, now: now, isQuiet: output.quiet)
        // Nothing is drawn where a machine reads.
        surroundings.console.messages.isCapable = false
        return surroundings
    }

    /// The surroundings of this process.
    static func process() -> Surroundings {
        let variables = ProcessInfo.processInfo.environment
        let start = ContinuousClock.now
        return Surroundings(
            variables: variables,
            actor: "\(ProcessInfo.processInfo.userName)@\(ProcessInfo.processInfo.hostName)",
            console: StandardStreams.console(variables),
            processorCount: ProcessInfo.processInfo.activeProcessorCount,
            now: { Date().timeIntervalSince1970 },
            uptime: { (ContinuousClock.now - start) / .seconds(1) },
            randomNumber: { UInt64.random(in: .min ... .max) },
            stopSignals: .process
        )
    }
}
