import Dispatch
import Synchronization

/// Hands values from one thread to another; the sender waits when the receiver is some values behind.
final class Channel<Value: Sendable>: Sendable {
    private struct State {
        var values: [Value] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let free: DispatchSemaphore
    private let filled = DispatchSemaphore(value: 0)

    init(capacity: Int) {
        free = .holding(capacity)
    }

    /// Sends a value; false when the channel is closed, and nobody wants more.
    func send(_ value: Value) -> Bool {
        free.wait()
        let isClosed = state.withLock { state in
            if !state.isClosed { state.values.append(value) }
            return state.isClosed
        }
        filled.signal()
        return !isClosed
    }

    /// The next value, or nil when the channel is closed and empty.
    func receive() -> Value? {
        filled.wait()
        let value = state.withLock { $0.values.isEmpty ? nil : $0.values.removeFirst() }
        // Closed and empty: whoever comes next is told so, too.
        if value == nil { filled.signal() }
        free.signal()
        return value
    }

    /// Ends the sending, from either side.
    func close() {
        state.withLock { $0.isClosed = true }
        filled.signal()
        free.signal()
    }
}
