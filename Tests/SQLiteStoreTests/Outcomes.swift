import Synchronization
import Testing

/// Numbers found on several threads; an error is an issue of the test.
final class Outcomes: Sendable {
    private let found = Mutex<[Int]>([])

    var values: [Int] { found.withLock { $0 } }

    func record(_ body: () throws -> Int) {
        do {
            let value = try body()
            found.withLock { $0.append(value) }
        } catch {
            Issue.record(error)
        }
    }
}
