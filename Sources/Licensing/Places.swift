/// The places of one product that are on for one user: which service plans are enabled, and whether the product is held.
///
/// A place is a bit: positions `0..<255` are the product's service plans in the catalog's order, position 255 is the
/// product itself. Everything SPEC 5 says of differences, flips and causes is then bit arithmetic on four words.
/// `Places()` is a product that is not held.
package struct Places: Hashable, Sendable, BitwiseCopyable {
    /// The most service plans one product can have; the largest that Microsoft publishes has 86.
    package static let maximumPlanCount = 255
    /// The position that stands for the product being held.
    package static let heldPosition = 255

    private var w0: UInt64
    private var w1: UInt64
    private var w2: UInt64
    private var w3: UInt64

    private init(_ w0: UInt64, _ w1: UInt64, _ w2: UInt64, _ w3: UInt64) {
        self.w0 = w0
        self.w1 = w1
        self.w2 = w2
        self.w3 = w3
    }

    package init() {
        self.init(0, 0, 0, 0)
    }

    /// The product held, none of its plans enabled.
    package static let held = Places(0, 0, 0, 1 << 63)

    /// The product held with the first `count` plans enabled.
    package static func all(planCount count: Int) -> Places {
        func word(_ index: Int) -> UInt64 {
            let bits = min(max(count - index * 64, 0), 64)
            return bits == 64 ? .max : (1 << UInt64(bits)) - 1
        }
        return Places(word(0), word(1), word(2), word(3)).union(.held)
    }

    package var isHeld: Bool { w3 >> 63 != 0 }
    package var isEmpty: Bool { w0 | w1 | w2 | w3 == 0 }

    /// A number in which the places are mixed, for small tables of those used last.
    package var mixed: Int {
        let mixed = (w0 ^ w1 &* 3 ^ w2 &* 5 ^ w3 &* 7) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 40)
    }

    package func contains(_ position: Int) -> Bool {
        let bit = UInt64(1) << UInt64(position & 63)
        return switch position >> 6 {
        case 0: w0 & bit != 0
        case 1: w1 & bit != 0
        case 2: w2 & bit != 0
        default: w3 & bit != 0
        }
    }

    package mutating func insert(_ position: Int) {
        let bit = UInt64(1) << UInt64(position & 63)
        switch position >> 6 {
        case 0: w0 |= bit
        case 1: w1 |= bit
        case 2: w2 |= bit
        default: w3 |= bit
        }
    }

    package func union(_ other: Places) -> Places {
        Places(w0 | other.w0, w1 | other.w1, w2 | other.w2, w3 | other.w3)
    }

    package func intersection(_ other: Places) -> Places {
        Places(w0 & other.w0, w1 & other.w1, w2 & other.w2, w3 & other.w3)
    }

    package func subtracting(_ other: Places) -> Places {
        Places(w0 & ~other.w0, w1 & ~other.w1, w2 & ~other.w2, w3 & ~other.w3)
    }

    package func symmetricDifference(_ other: Places) -> Places {
        Places(w0 ^ other.w0, w1 ^ other.w1, w2 ^ other.w2, w3 ^ other.w3)
    }

    /// Calls `body` with each position in the set, in rising order.
    package func forEachPosition(_ body: (Int) -> Void) {
        Self.forEachBit(of: w0, from: 0, body)
        Self.forEachBit(of: w1, from: 64, body)
        Self.forEachBit(of: w2, from: 128, body)
        Self.forEachBit(of: w3, from: 192, body)
    }

    private static func forEachBit(of word: UInt64, from base: Int, _ body: (Int) -> Void) {
        var rest = word
        while rest != 0 {
            body(base + rest.trailingZeroBitCount)
            rest &= rest - 1
        }
    }
}
