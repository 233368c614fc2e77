/// The hash of `KeyTable`: 64 bits of input folded in by one multiplication each, as wyhash does it.
///
/// Keys come from files that strangers write, and a table of keys that all fall into one slot would take for ever; so the
/// hash begins with a secret that is drawn anew in every process. The standard library's hash is as safe and three times
/// as slow, which a table that is asked three million times feels.
struct KeyHash: Sendable {
    private static let secret = UInt64.random(in: .min ... .max)

    private let seed = Self.secret

    func hash(of key: UnsafeRawBufferPointer) -> UInt64 {
        var state = seed ^ UInt64(truncatingIfNeeded: key.count) &* Self.factors.0
        guard key.count >= 8 else {
            var rest: UInt64 = 0
            for byte in key { rest = rest << 8 | UInt64(byte) }
            return Self.folded(state ^ rest, Self.factors.1)
        }
        var offset = 0
        while offset + 8 < key.count {
            state = Self.folded(state ^ key.loadUnaligned(fromByteOffset: offset, as: UInt64.self), Self.factors.1)
            offset += 8
        }
        // The last eight bytes, some of which may have been seen before.
        state ^= key.loadUnaligned(fromByteOffset: key.count - 8, as: UInt64.self)
        return Self.folded(Self.folded(state, Self.factors.1), Self.factors.0)
    }

    /// Odd numbers without a pattern.
    private static let factors: (UInt64, UInt64) = (0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93)

    /// Both halves of the product in one word.
    @inline(__always)
    private static func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
