/// A set of the items that rules speak of, by their number in a `RuleBook`.
struct ItemSet: Sendable, Equatable {
    private(set) var words: [UInt64]

    init(count: Int) {
        words = [UInt64](repeating: 0, count: (count + 63) / 64)
    }

    mutating func removeAll() {
        for index in words.indices { words[index] = 0 }
    }

    mutating func insert(_ item: Int) {
        words[item >> 6] |= 1 << UInt64(item & 63)
    }

    func contains(_ item: Int) -> Bool {
        words[item >> 6] >> UInt64(item & 63) & 1 != 0
    }

    mutating func formUnion(_ other: ItemSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// Calls `body` with each item of this set that `other` has not.
    func forEach(notIn other: ItemSet, _ body: (Int) -> Void) {
        for index in words.indices {
            var rest = words[index] & ~other.words[index]
            while rest != 0 {
                body(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }

    /// Calls `body` with each item of this set that `other` has too.
    func forEach(in other: ItemSet, _ body: (Int) -> Void) {
        for index in words.indices {
            var rest = words[index] & other.words[index]
            while rest != 0 {
                body(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}
