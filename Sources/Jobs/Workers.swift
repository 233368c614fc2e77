import Dispatch
import Synchronization

/// Spreads independent pieces of blocking or computing work over threads of their own.
///
/// Not a task group: readers block on the store, and blocking calls stay off Swift's cooperative pool.
struct Workers: Sendable {
    /// How many pieces are worked on at once, at least 1.
    let count: Int

    init(_ count: Int) {
        self.count = max(count, 1)
    }

    /// Runs `body` once per worker, all at once, and returns when the last is done; throws the first error.
    func run(_ body: @Sendable (_ worker: Int) throws -> Void) throws {
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: count) { worker in
            do {
                try body(worker)
            } catch {
                failure.withLock { if $0 == nil { $0 = error } }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// What `transform` makes of each index, in order.
    func map<Result: Sendable>(_ indices: Range<Int>, _ transform: @Sendable (Int) throws -> Result) throws -> [Result]
    {
        let queue = WorkQueue(indices)
        let results = Mutex([Result?](repeating: nil, count: indices.count))
        try run { _ in
            while let index = queue.next() {
                let result = try transform(index)
                results.withLock { $0[index - indices.lowerBound] = result }
            }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}

/// Numbers handed out one by one to whichever worker asks.
final class WorkQueue: Sendable {
    private let nextIndex: Atomic<Int>
    private let end: Int

    init(_ indices: Range<Int>) {
        nextIndex = Atomic(indices.lowerBound)
        end = indices.upperBound
    }

    func next() -> Int? {
        let index = nextIndex.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < end ? index : nil
    }
}
