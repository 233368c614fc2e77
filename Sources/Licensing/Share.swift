import Synchronization

/// The users of a customer whom one thread at a time judges.
final class Share: Sendable {
    /// Never waited for: it says that a share has one user at a time.
    private let deliberation: Mutex<Deliberation>

    init(_ deliberation: Deliberation) {
        self.deliberation = Mutex(deliberation)
    }

    func read<Value: Sendable>(_ body: (borrowing Deliberation) -> Value) -> Value {
        deliberation.withLock { body($0) }
    }

    func change<Value: Sendable>(_ body: (inout Deliberation) -> Value) -> Value {
        deliberation.withLock { body(&$0) }
    }
}
