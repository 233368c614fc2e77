import Dispatch
import Synchronization

/// Two threads at one piece of work: one makes values, the other takes them in the order in which they were made.
enum Handover {
    /// Runs `make` on a thread of its own and `take` on the caller's, and returns when both are done.
    ///
    /// - Parameters:
    ///   - state: what `make` works on; nobody else has it meanwhile.
    ///   - make: calls `send` with each value; waits there while `take` is some values behind.
    ///   - take: called with one value after the other.
    /// - Throws: what `take` throws, which ends the making, or else what `make` throws, once what it sent is taken.
    static func run<State: Sendable, Value: Sendable>(
        _ state: inout State,
        make: @Sendable (_ state: inout State, _ send: (Value) throws -> Void) throws -> Void,
        take: (Value) throws -> Void
    ) throws {
        // Given away and taken back: while there are two owners, the first change would copy all of it.
        let owner = Mutex(consume state)
        let channel = Channel<Value>(capacity: 8)
        let failure = Mutex<(any Error)?>(nil)
        let taken = withoutActuallyEscaping(make) { make in
            let group = DispatchGroup()
            DispatchQueue(label: "seatwise handover").async(group: group) {
                defer { channel.close() }
                do {
                    try owner.withLock { state in
                        try make(&state) { value in
                            guard channel.send(value) else { throw NobodyListens() }
                        }
                    }
                } catch is NobodyListens {
                    return
                } catch {
                    failure.withLock { $0 = error }
                }
            }
            let taken = Result {
                while let value = channel.receive() { try take(value) }
            }
            channel.close()
            group.wait()
            return taken
        }
        state = owner.withLock { $0 }
        try taken.get()
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// The taking thread stopped by an error of its own, which is the one to be told.
    private struct NobodyListens: Error {}
}
