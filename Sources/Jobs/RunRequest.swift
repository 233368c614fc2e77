package import Licensing
package import Manifest

/// What is asked of a plan or an apply.
package struct RunRequest: Sendable {
    package enum Mode: String, Sendable, Encodable {
        case plan, apply
    }

    package var mode: Mode
    /// Path of the manifest, or of a saved plan; `-` for standard input.
    package var manifest: String
    package var reading: ReadingOptions
    package var atomicity: Atomicity
    /// Folder of the outputs; named after manifest and time when nil.
    package var outputFolder: String?
    /// Where `results.csv` goes instead of that folder; `-` for standard output.
    package var results: String?
    /// Customers judged at once.
    package var parallelism: Int
    /// More than this, and nothing is applied.
    package var limits: RunLimits
    /// Whether a manifest that was applied before is refused.
    package var once: Bool
    /// Where a plan is saved, to be applied as it is; nil for one that is only looked at.
    package var save: String?
    /// The id of a job that this one takes back: if it could be resumed, it no longer can.
    package var closing: String?

    package init(
        mode: Mode,
        manifest: String,
        reading: ReadingOptions = ReadingOptions(),
        atomicity: Atomicity = .row,
        outputFolder: String? = nil,
        results: String? = nil,
        parallelism: Int,
        limits: RunLimits = RunLimits(),
        once: Bool = false,
        save: String? = nil
    ) {
        self.mode = mode
        self.manifest = manifest
        self.reading = reading
        self.atomicity = atomicity
        self.outputFolder = outputFolder
        self.results = results
        self.parallelism = parallelism
        self.limits = limits
        self.once = once
        self.save = save
    }
}

/// What a run is at work on, for whoever shows progress.
package enum RunStage: String, CaseIterable, Sendable {
    case reading, judging, writing, applying
}

/// What happens in a run, for whoever writes it down; names no user.
package enum RunEvent: Sendable {
    /// Every row is judged; nothing is changed.
    case judged(RunReport)
    /// A job is about to make its first change.
    case began(job: String)
    /// A customer's changes and their outcome are in the directory.
    case committed(job: String, CustomerOutcome)
}

/// Everything outside that a run depends on besides the directory.
package struct RunEnvironment: Sendable {
    /// Who runs it and where: `ops@backup-2`.
    package var actor: String
    /// Seconds since 1970, UTC.
    package var now: @Sendable () -> Double
    package var randomNumber: @Sendable () -> UInt64
    /// Seconds on a clock that nobody sets.
    package var uptime: @Sendable () -> Double
    /// Told how much of a stage is done; called from any thread, one at a time.
    ///
    /// Throws `Interrupted` to stop the run.
    package var progress: @Sendable (_ stage: RunStage, _ done: Int, _ total: Int) throws -> Void
    /// Told what happens, from any thread.
    package var note: @Sendable (RunEvent) -> Void
    /// Asked before anything is changed; false stops the run with nothing changed.
    package var confirm: @Sendable (RunReport) throws -> Bool

    package init(
        actor: String,
        now: @escaping @Sendable () -> Double,
        randomNumber: @escaping @Sendable () -> UInt64,
        uptime: @escaping @Sendable () -> Double,
        progress: @escaping @Sendable (_ stage: RunStage, _ done: Int, _ total: Int) throws -> Void,
        note: @escaping @Sendable (RunEvent) -> Void = { _ in },
        confirm: @escaping @Sendable (RunReport) throws -> Bool
    ) {
        self.actor = actor
        self.now = now
        self.randomNumber = randomNumber
        self.uptime = uptime
        self.progress = progress
        self.note = note
        self.confirm = confirm
    }
}
