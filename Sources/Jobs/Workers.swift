import Dispatch
import Licensing
import Synchronization

/// Spreads independent pieces of blocking or computing work over threads of their own.
///
/// Not a task group: readers block on the store, and blocking calls stay off Swift's cooperative pool.
struct Workers: Spreading {
    /// How many pieces are worked on at once, at least 1.
    let count: Int

    init(_ count: Int) {
        self.count = max(count, 1)
    }

    /// Runs `body` once per worker, all at once, and returns when the last is done; throws the first error.
    ///
    /// Each worker has a thread of its own, on a machine of one core too: one worker may wait for another. (Dispatch's own
    /// parallel loop would run them one after the other there.)
    func run(_ body: @Sendable (_ worker: Int) throws -> Void) throws {
        let failure = Mutex<(any Error)?>(nil)
        @Sendable func attempt(_ body: @Sendable (_ worker: Int) throws -> Void, _ worker: Int) {
            do {
                try body(worker)
            } catch {
                failure.withLock { if $0 == nil { $0 = error } }
            }
        }
        // The group is waited for before this returns, so no worker outlives `body`.
        withoutActuallyEscaping(body) { body in
            let group = DispatchGroup()
            for worker in 1..<max(count, 1) {
                DispatchQueue(label: "seatwise worker").async(group: group) { attempt(body, worker) }
            }
            attempt(body, 0)
            group.wait()
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// What `body` makes of each number below `count`, made on all workers.
    func map<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        guard count > 1, self.count > 1 else { return (0..<count).map(body) }
        let queue = WorkQueue(0..<count)
        let values = Mutex([Value?](repeating: nil, count: count))
        // Nothing in it throws.
        try? run { _ in
            while let number = queue.next() {
                let value = body(number)
                values.withLock { $0[number] = value }
            }
        }
        return values.withLock { $0.compactMap(\.self) }
    }

    /// The same, with something else done first on this thread, while the other workers have begun.
    ///
    /// - Throws: what `meanwhile` throws.
    func map<Value: Sendable, Other>(
        _ count: Int,
        _ body: @Sendable (Int) -> Value,
        meanwhile: () throws -> Other
    ) throws -> (values: [Value], other: Other) {
        guard count > 1, self.count > 1 else { return (map(count, body), try meanwhile()) }
        let queue = WorkQueue(0..<count)
        let values = Mutex([Value?](repeating: nil, count: count))
        @Sendable func work(_ body: @Sendable (Int) -> Value) {
            while let number = queue.next() {
                let value = body(number)
                values.withLock { $0[number] = value }
            }
        }
        let other = try withoutActuallyEscaping(body) { body in
            let group = DispatchGroup()
            for _ in 1..<self.count {
                DispatchQueue(label: "seatwise worker").async(group: group) { work(body) }
            }
            defer { group.wait() }
            let other = try meanwhile()
            work(body)
            return other
        }
        return (values.withLock { $0.compactMap(\.self) }, other)
    }

    /// Makes something of each index on all workers, and hands it over in the order of the indices.
    ///
    /// While one worker hands over, the others go on making; a few finished pieces per worker may wait their turn.
    ///
    /// - Parameters:
    ///   - indices: what to make.
    ///   - make: called for several indices at once.
    ///   - take: called for one at a time, in order.
    /// - Throws: the first error of either; what was not taken by then is dropped.
    func inOrder<Piece: Sendable>(
        _ indices: Range<Int>,
        make: @Sendable (Int) throws -> Piece,
        take: @Sendable (Piece) throws -> Void
    ) throws {
        let queue = WorkQueue(indices)
        let line = Mutex(Line<Piece>(next: indices.lowerBound))
        // Taken before an index is: so the piece whose turn it is always has a place, and nobody waits for ever.
        let places = DispatchSemaphore.holding(count * 4)
        try run { _ in
            while true {
                places.wait()
                guard let index = queue.next(), !line.withLock({ $0.isBroken }) else {
                    places.signal()
                    return
                }
                do {
                    let piece = try make(index)
                    var turn = line.withLock { $0.put(piece, at: index) }
                    while let piece = turn {
                        try take(piece)
                        places.signal()
                        turn = line.withLock { $0.following() }
                    }
                } catch {
                    line.withLock { $0.isBroken = true }
                    // Whoever waits for a place is to see that it is over.
                    for _ in 0..<count { places.signal() }
                    throw error
                }
            }
        }
    }
}

extension DispatchSemaphore {
    /// A semaphore that lets `count` waiters through.
    ///
    /// Raised from 0 and not made with `count`: Dispatch ends the process when a semaphore goes away that is below what it
    /// was made with, and after an error some places are never given back.
    static func holding(_ count: Int) -> DispatchSemaphore {
        let semaphore = DispatchSemaphore(value: 0)
        for _ in 0..<count { semaphore.signal() }
        return semaphore
    }
}

/// Pieces that wait for their turn, and whether someone is handing over.
private struct Line<Piece> {
    var isBroken = false
    private var next: Int
    private var waiting: [Int: Piece] = [:]
    private var isMoving = false

    init(next: Int) {
        self.next = next
    }

    /// Puts a piece in line; returns the one to hand over now if it is the caller who has to do that.
    mutating func put(_ piece: Piece, at index: Int) -> Piece? {
        waiting[index] = piece
        guard !isMoving else { return nil }
        isMoving = true
        return following()
    }

    /// The piece to hand over next; nil when it is not made yet, and handing over rests.
    mutating func following() -> Piece? {
        guard !isBroken, let piece = waiting.removeValue(forKey: next) else {
            isMoving = false
            return nil
        }
        next += 1
        return piece
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
