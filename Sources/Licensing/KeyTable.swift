/// Byte keys numbered in the order of their first appearance.
///
/// All keys lie one behind the other in one array, and an open-addressed table of 32-bit numbers finds them, so that a
/// million keys cost their own bytes and about 20 more each, and no object.
package struct KeyTable: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// Number of the key plus one, and above it its hash, so that a key that is another is told without a look at it; 0 is
    /// an empty slot.
    ///
    /// The count is a power of two, at most 3/4 full.
    private var slots: [UInt64] = []
    private let hash = KeyHash()

    package init() {}

    /// A table with room for `count` keys of `byteCount` bytes together.
    package init(count: Int, byteCount: Int) {
        bytes.reserveCapacity(byteCount)
        ends.reserveCapacity(count)
        var size = 8
        while count * 4 > size * 3 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
    }

    /// Forgets all keys, and keeps the memory for more.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    package var count: Int { ends.count }

    /// The number of `key`, which gets the next free one when it is new.
    package mutating func insert(_ key: Span<UInt8>) -> Int {
        if (count + 1) * 4 > slots.count * 3 { grow() }
        let hash = hash(of: key)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if Self.hash(slots[slot]) == hash, matches(Self.number(slots[slot]), key) {
                return Self.number(slots[slot])
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
        slots[slot] = UInt64(hash) << 32 | UInt64(count)
        return count - 1
    }

    /// The number of `key`, or nil when it was never inserted.
    package func find(_ key: Span<UInt8>) -> Int? {
        guard !slots.isEmpty else { return nil }
        let hash = hash(of: key)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if Self.hash(slots[slot]) == hash, matches(Self.number(slots[slot]), key) {
                return Self.number(slots[slot])
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The bytes of the key with this number.
    package func key(_ number: Int) -> ArraySlice<UInt8> {
        bytes[start(of: number)..<ends[number]]
    }

    private func start(of number: Int) -> Int {
        number == 0 ? 0 : ends[number - 1]
    }

    private func matches(_ number: Int, _ key: Span<UInt8>) -> Bool {
        let start = start(of: number)
        guard ends[number] - start == key.count else { return false }
        return bytes.withUnsafeBytes { known in
            key.withUnsafeBytes { Self.areEqual(UnsafeRawBufferPointer(rebasing: known[start..<start + $0.count]), $0) }
        }
    }

    /// Whether the bytes are the same, of which there are as many: eight at a time, for byte by byte, with both indices
    /// checked, this was a tenth of a plan's time.
    private static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        var offset = 0
        while offset + 8 <= left.count {
            let word = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard word == right.loadUnaligned(fromByteOffset: offset, as: UInt64.self) else { return false }
            offset += 8
        }
        while offset < left.count {
            guard left[offset] == right[offset] else { return false }
            offset += 1
        }
        return true
    }

    private mutating func grow() {
        let size = max(slots.count * 2, 8)
        let old = slots
        slots = [UInt64](repeating: 0, count: size)
        for entry in old where entry != 0 {
            var slot = Int(Self.hash(entry)) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = entry
        }
    }

    private static func hash(_ entry: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: entry >> 32) }
    private static func number(_ entry: UInt64) -> Int { Int(entry & 0xFFFF_FFFF) - 1 }

    private func hash(of key: Span<UInt8>) -> UInt32 {
        key.withUnsafeBytes { UInt32(truncatingIfNeeded: hash.hash(of: $0)) }
    }
}
