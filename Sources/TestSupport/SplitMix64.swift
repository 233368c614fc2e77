/// A small random number generator whose numbers follow from its seed alone, on every machine.
///
/// The constants are those of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
package struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of `range`, all as likely but for a bias too small to matter in ranges this small.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.count))
    }

    package mutating func chance(percent: Int) -> Bool {
        number(0...99) < percent
    }

    /// An element of a collection; nil when it has none.
    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[number(0...elements.count - 1)]
    }

    /// An element of a collection, or `other` when it has none.
    mutating func pick<Element>(_ elements: [Element], or other: Element) -> Element {
        pick(elements) ?? other
    }

    /// Each element with the given chance, in order.
    mutating func some<Element>(of elements: [Element], percent: Int) -> [Element] {
        elements.filter { _ in chance(percent: percent) }
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var rest = elements
        var shuffled: [Element] = []
        while !rest.isEmpty { shuffled.append(rest.remove(at: number(0...rest.count - 1))) }
        return shuffled
    }

    /// An element, each as likely as its weight says.
    mutating func weighted<Element>(_ first: (Int, Element), _ others: (Int, Element)...) -> Element {
        var ticket = number(0...(first.0 + others.reduce(0) { $0 + $1.0 } - 1))
        for (weight, element) in [first] + others {
            if ticket < weight { return element }
            ticket -= weight
        }
        return first.1
    }
}
