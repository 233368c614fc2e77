import Synchronization

/// The stages of a run whose time is told, in their order.
package enum TimedStage: String, CaseIterable, Sendable {
    /// The manifest copied, its encoding found out, its records parsed.
    case read
    /// What the records name looked up in the catalog and among the customers.
    case resolve
    /// Users, holdings and seats read from the directory.
    case load
    case judge
    /// The changes committed.
    case apply
    /// The outputs written and brought to the disk.
    case write
}

/// Finds out which stage of a run took how long.
///
/// Stages share threads, and several are at work at the same time; so the time on the wall of each phase of a run is
/// divided among its stages as their threads were busy with them. All of it together is what the run took.
final class StageClock: Sendable {
    private struct State {
        /// By stage: what threads were busy in the phase that goes on, and the seconds of the phases behind.
        var busy = [Double](repeating: 0, count: TimedStage.allCases.count)
        var seconds = [Double](repeating: 0, count: TimedStage.allCases.count)
    }

    private let uptime: @Sendable () -> Double
    private let state = Mutex(State())

    /// - Parameter uptime: seconds on a clock that nobody sets.
    init(uptime: @escaping @Sendable () -> Double) {
        self.uptime = uptime
    }

    /// Runs a phase of the run, inside which `time` tells what threads are busy with.
    func phase<Outcome>(_ body: () throws -> Outcome) rethrows -> Outcome {
        let start = uptime()
        defer { settle(uptime() - start) }
        return try body()
    }

    /// Adds a phase of one stage alone.
    func add(_ stage: TimedStage, seconds: Double) {
        state.withLock { $0.seconds[stage.index] += seconds }
    }

    /// Runs a piece of a stage on the thread that calls.
    func time<Outcome>(_ stage: TimedStage, _ body: () throws -> Outcome) rethrows -> Outcome {
        let start = uptime()
        defer {
            let seconds = uptime() - start
            state.withLock { $0.busy[stage.index] += seconds }
        }
        return try body()
    }

    /// Seconds by the stage's name; stages that did not take part are left out.
    var timings: [String: Double] {
        let seconds = state.withLock { $0.seconds }
        return Dictionary(
            uniqueKeysWithValues: TimedStage.allCases.map { ($0.rawValue, Self.rounded(seconds[$0.index])) }
        ).filter { $0.value > 0 }
    }

    private func settle(_ wall: Double) {
        state.withLock { state in
            let busy = state.busy.reduce(0, +)
            for stage in state.busy.indices where busy > 0 {
                state.seconds[stage] += wall * state.busy[stage] / busy
                state.busy[stage] = 0
            }
        }
    }

    /// To a tenth of a millisecond, for people to read.
    private static func rounded(_ seconds: Double) -> Double {
        (seconds * 10_000).rounded() / 10_000
    }
}

extension TimedStage {
    fileprivate var index: Int {
        switch self {
        case .read: 0
        case .resolve: 1
        case .load: 2
        case .judge: 3
        case .apply: 4
        case .write: 5
        }
    }
}
