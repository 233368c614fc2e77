/// A set of the items that rules speak of, by their number in a `RuleBook`.
///
/// Rules seldom speak of more than 64 items, and then no array is touched.
struct ItemSet: Sendable, Equatable {
    private var first: UInt64 = 0
    /// Items from 64 on, 64 to a word.
    private var rest: [UInt64]

    init(count: Int) {
        rest = [UInt64](repeating: 0, count: max(0, (count - 1) / 64))
    }

    mutating func removeAll() {
        first = 0
        for index in rest.indices { rest[index] = 0 }
    }

    mutating func insert(_ item: Int) {
        if item < 64 {
            first |= 1 << UInt64(item)
        } else {
            rest[item >> 6 - 1] |= 1 << UInt64(item & 63)
        }
    }

    func contains(_ item: Int) -> Bool {
        let word = item < 64 ? first : rest[item >> 6 - 1]
        return word >> UInt64(item & 63) & 1 != 0
    }

    /// How many items one word holds, those with the lowest numbers.
    static let firstCount = 64

    /// Inserts some of the first items, one bit for each.
    mutating func formUnion(firstItems: UInt64) {
        first |= firstItems
    }

    mutating func formUnion(_ other: ItemSet) {
        first |= other.first
        for index in rest.indices { rest[index] |= other.rest[index] }
    }

    /// Calls `body` with each item of this set that `other` has not.
    func forEach(notIn other: ItemSet, _ body: (Int) -> Void) {
        Self.forEachBit(of: first & ~other.first, from: 0, body)
        for index in rest.indices {
            Self.forEachBit(of: rest[index] & ~other.rest[index], from: (index + 1) << 6, body)
        }
    }

    /// Calls `body` with each item of this set that `other` has too.
    func forEach(in other: ItemSet, _ body: (Int) -> Void) {
        Self.forEachBit(of: first & other.first, from: 0, body)
        for index in rest.indices {
            Self.forEachBit(of: rest[index] & other.rest[index], from: (index + 1) << 6, body)
        }
    }

    private static func forEachBit(of word: UInt64, from base: Int, _ body: (Int) -> Void) {
        var rest = word
        while rest != 0 {
            body(base + rest.trailingZeroBitCount)
            rest &= rest - 1
        }
    }
}
