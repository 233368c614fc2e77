import Synchronization

/// Things that cost memory to make and are used again and again, each by one user at a time: as many as are in use at once.
final class Pool<Item: AnyObject & Sendable>: Sendable {
    private let free = Mutex<[Item]>([])
    private let make: @Sendable () -> Item

    init(_ make: @escaping @Sendable () -> Item) {
        self.make = make
    }

    func take() -> Item {
        free.withLock { $0.popLast() } ?? make()
    }

    func putBack(_ item: Item) {
        free.withLock { $0.append(item) }
    }
}
