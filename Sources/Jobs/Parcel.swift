import Synchronization

/// Something large that is handed over to whoever will change it: with two owners, the first change would copy all of it.
final class Parcel<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    /// Gives the value away; nil when it was given away before.
    func take() -> Value? {
        value.withLock { $0.take() }
    }
}
