import Jobs
import Manifest
import Synchronization

/// Follows a run: shows its progress, stops it when asked to, and knows whether it has begun to change things.
final class RunWatch: Sendable {
    let meter: ProgressMeter
    private let signals: StopSignals
    private let hasChanged = Atomic(false)

    init(meter: ProgressMeter, signals: StopSignals) {
        self.meter = meter
        self.signals = signals
    }

    @Sendable
    func update(_ stage: RunStage, done: Int, total: Int) throws {
        try signals.check()
        if stage == .applying, done > 0 { hasChanged.store(true, ordering: .relaxed) }
        meter.update(stage.rawValue, stage.unit, done: done, total: total)
    }

    /// Runs `body`; trouble behind the changes says that they were made, and trouble before them that none were.
    ///
    /// - Parameters:
    ///   - mayChange: whether it is to change anything.
    ///   - body: the run.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, or `CommandRefusal`.
    func tellingChanges<Outcome>(mayChange: Bool, _ body: () throws -> Outcome) throws -> Outcome {
        do {
            return try body()
        } catch let error as FileTrouble where mayChange && !hasChanged.load(ordering: .relaxed) {
            throw CommandRefusal(status: .couldNotRun, message: "\(error); nothing was changed")
        } catch let error where (error is FileTrouble || error is StoreError) && hasChanged.load(ordering: .relaxed) {
            throw CommandRefusal(
                status: .couldNotRun,
                message:
                    "\(error); the changes were made before that: once that is mended, `seatwise jobs resume` writes "
                    + "the files"
            )
        }
    }
}

extension RunStage {
    /// What is counted while the stage lasts.
    fileprivate var unit: ProgressText.Unit {
        switch self {
        case .reading: .bytes
        case .judging, .writing: .things("rows")
        case .applying: .things("customers")
        }
    }
}
