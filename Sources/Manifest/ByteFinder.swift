import Glibc

/// Finds the places of one byte in a text that is gone through from front to back.
///
/// What was searched is remembered: a byte that is rare, or never there, costs next to nothing per line.
struct ByteFinder {
    private let text: UnsafeRawBufferPointer
    private let byte: UInt8
    /// No such byte stands between the place searched from last and here, where one stands or the search stopped.
    private var known: Int

    /// How far one search looks ahead.
    private static let reach = 1 << 16

    init(_ byte: UInt8, in text: UnsafeRawBufferPointer, from start: Int) {
        self.byte = byte
        self.text = text
        known = start - 1
    }

    /// The first place at or after `start`, which never goes back, and before `end`; nil when there is none.
    @inline(__always)
    mutating func first(from start: Int, before end: Int) -> Int? {
        if known >= end { return nil }
        if known >= start, text[known] == byte { return known }
        return search(from: max(start, known), before: end)
    }

    private mutating func search(from start: Int, before end: Int) -> Int? {
        guard let base = text.baseAddress, start < end else { return nil }
        let limit = min(text.count, max(end, start + Self.reach))
        let found = memchr(base + start, Int32(byte), limit - start)
        known = found.map { UnsafeRawPointer($0) - base } ?? limit
        return known < end ? known : nil
    }
}
