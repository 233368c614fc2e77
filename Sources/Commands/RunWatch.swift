import Jobs
import Manifest
import Synchronization

/// Follows a run: shows its progress, and knows whether it has begun to change things.
final class RunWatch: Sendable {
    let meter: ProgressMeter
    private let hasChanged = Atomic(false)

    init(meter: ProgressMeter) {
        self.meter = meter
    }

    @Sendable
    func update(_ stage: RunStage, done: Int, total: Int) {
        if stage == .applying { hasChanged.store(true, ordering: .relaxed) }
        meter.update(stage.rawValue, stage.unit, done: done, total: total)
    }

    /// Runs `body`; trouble behind the changes says that they were made.
    func tellingChanges<Outcome>(_ body: () throws -> Outcome) throws -> Outcome {
        do {
            return try body()
        } catch let error where (error is FileTrouble || error is StoreError) && hasChanged.load(ordering: .relaxed) {
            throw CommandRefusal(
                status: .couldNotRun,
                message: "\(error); the changes were made before that: `seatwise jobs show latest` tells which"
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
