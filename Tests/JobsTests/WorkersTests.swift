import Dispatch
import Synchronization
import Testing

@testable import Jobs

@Suite("Workers")
struct WorkersTests {
    private struct Trouble: Error {}

    @Test("run all at once, however few cores there are", arguments: [1, 2, 5, 40])
    func runAtOnce(count: Int) throws {
        // Each waits for the one before: had two of them to share a thread, this would never end.
        let turns = (0...count).map { _ in DispatchSemaphore(value: 0) }
        turns[count].signal()
        let order = Mutex<[Int]>([])
        try Workers(count).run { worker in
            turns[worker + 1].wait()
            order.withLock { $0.append(worker) }
            turns[worker].signal()
        }
        #expect(order.withLock { $0 } == Array((0..<count).reversed()))
    }

    @Test("hand over in order what they make in any order", arguments: [1, 2, 3, 8])
    func handOverInOrder(count: Int) throws {
        let taken = Mutex<[Int]>([])
        try Workers(count).inOrder(0..<500) {
            $0 * 2
        } take: { piece in
            taken.withLock { $0.append(piece) }
        }
        #expect(taken.withLock { $0 } == (0..<500).map { $0 * 2 })
        try Workers(count).inOrder(0..<0) {
            $0
        } take: { _ in
            Issue.record("there is nothing to take")
        }
    }

    @Test("stop at the first error, of making or of taking", arguments: [1, 2, 8])
    func stopAtTheFirstError(count: Int) {
        #expect(throws: Trouble.self) {
            try Workers(count).inOrder(0..<500) {
                if $0 == 77 { throw Trouble() }
            } take: { _ in
            }
        }
        let taken = Mutex(0)
        #expect(throws: Trouble.self) {
            try Workers(count).inOrder(0..<500) {
                $0
            } take: { piece in
                if piece == 123 { throw Trouble() }
                taken.withLock { $0 += 1 }
            }
        }
        #expect(taken.withLock { $0 } == 123)
    }
}
