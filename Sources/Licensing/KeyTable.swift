/// Byte keys numbered in the order of their first appearance.
///
/// All keys lie one behind the other in one array, and an open-addressed table finds them, so that a million keys cost
/// their own bytes and about 30 more each, and no object.
package struct KeyTable: Sendable {
    /// Of each key its number, its length and its bytes: what is compared lies together, as it is far away in memory.
    private var records: [UInt8] = []
    /// By number: where the record stands.
    private var starts: [UInt32] = []
    /// Where the record stands plus one, and above it the key's hash, so that a key that is another is told without a look
    /// at it; 0 is an empty slot.
    ///
    /// The count is a power of two, at most 3/4 full.
    private var slots: [UInt64] = []
    private let hash = KeyHash()

    package init() {}

    /// A table with room for `count` keys of `byteCount` bytes together.
    package init(count: Int, byteCount: Int) {
        records.reserveCapacity(byteCount + count * Self.headSize)
        starts.reserveCapacity(count)
        var size = 8
        while count * 4 > size * 3 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
    }

    /// Forgets all keys, and keeps the memory for more.
    package mutating func removeAll() {
        records.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = 0 }
    }

    package var count: Int { starts.count }

    /// The number of `key`, which gets the next free one when it is new.
    package mutating func insert(_ key: Span<UInt8>) -> Int {
        if (count + 1) * 4 > slots.count * 3 { grow() }
        let hash = hash(of: key)
        let slot: Int
        switch search(key, hash) {
        case .found(let number): return number
        case .free(let free): slot = free
        }
        let start = records.count
        precondition(start < UInt32.max, "keys of more than four gigabytes")
        withUnsafeBytes(of: (UInt32(count), UInt32(key.count))) { records.append(contentsOf: $0) }
        records.append(contentsOf: key)
        starts.append(UInt32(start))
        slots[slot] = UInt64(hash) << 32 | UInt64(start + 1)
        return count - 1
    }

    /// The number of `key`, or nil when it was never inserted.
    package func find(_ key: Span<UInt8>) -> Int? {
        guard !slots.isEmpty, case .found(let number) = search(key, hash(of: key)) else { return nil }
        return number
    }

    /// The bytes of the key with this number.
    package func key(_ number: Int) -> ArraySlice<UInt8> {
        let start = Int(starts[number])
        let length = records.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self) }
        return records[start + Self.headSize..<start + Self.headSize + Int(length)]
    }

    /// Calls `body` with each key and its number.
    package func forEach(_ body: (_ number: Int, _ key: Span<UInt8>) throws -> Void) rethrows {
        for number in starts.indices { try body(number, key(number).span) }
    }

    /// Bytes of a record before its key.
    private static let headSize = 8

    private enum Place {
        case found(Int)
        /// The slot in which the key would stand.
        case free(Int)
    }

    @inline(__always)
    private func search(_ key: Span<UInt8>, _ hash: UInt32) -> Place {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if Self.hash(slots[slot]) == hash, let number = number(at: Self.start(slots[slot]), ifKeyIs: key) {
                return .found(number)
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return .free(slot)
    }

    private func number(at start: Int, ifKeyIs key: Span<UInt8>) -> Int? {
        records.withUnsafeBytes { records in
            let number = records.loadUnaligned(fromByteOffset: start, as: UInt32.self)
            guard records.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self) == key.count else { return nil }
            let known = UnsafeRawBufferPointer(rebasing: records[(start + Self.headSize)...].prefix(key.count))
            return key.withUnsafeBytes { Self.areEqual(known, $0) } ? Int(number) : nil
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
    private static func start(_ entry: UInt64) -> Int { Int(entry & 0xFFFF_FFFF) - 1 }

    private func hash(of key: Span<UInt8>) -> UInt32 {
        key.withUnsafeBytes { UInt32(truncatingIfNeeded: hash.hash(of: $0)) }
    }
}
