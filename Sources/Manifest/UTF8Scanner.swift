import Glibc

/// Watches bytes go by and finds out whether they are UTF-8.
///
/// It may be given the input in chunks of any size. Offsets are in bytes from the start of the input. The well-formed
/// sequences are those of table 3-7 of the Unicode standard: no overlong form, no surrogate, nothing above U+10FFFF.
struct UTF8Scanner {
    /// How many bytes have gone by.
    private(set) var offset = 0
    /// The first byte that is no part of a well-formed sequence, or starts one that is never finished.
    private(set) var firstInvalid: Int?
    private(set) var firstNull: Int?
    /// Whether any character beyond ASCII stands there well-formed.
    private(set) var hasMultibyte = false

    /// Continuation bytes still missing, the bounds of the next one, and where the sequence began.
    private var missing = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF
    private var sequenceStart = 0

    /// Takes the next bytes of the input.
    mutating func scan(_ chunk: UnsafeRawBufferPointer) {
        guard let base = chunk.baseAddress, !chunk.isEmpty else { return }
        if firstNull == nil, let null = memchr(base, 0, chunk.count) {
            firstNull = offset + (UnsafeRawPointer(null) - base)
        }
        var index = 0
        while index < chunk.count {
            if missing == 0 {
                index = Self.endOfASCII(chunk, from: index)
                guard index < chunk.count else { break }
                begin(with: chunk[index], at: offset + index)
                index += 1
            } else if chunk[index] >= lower, chunk[index] <= upper {
                (lower, upper) = (0x80, 0xBF)
                missing -= 1
                hasMultibyte = hasMultibyte || missing == 0
                index += 1
            } else {
                // The byte that breaks a sequence may begin the next one: it is looked at again.
                reject(sequenceStart)
            }
        }
        offset += chunk.count
    }

    /// Says that the input is over.
    mutating func finish() {
        if missing > 0 {
            reject(sequenceStart)
        }
    }

    private mutating func begin(with lead: UInt8, at position: Int) {
        sequenceStart = position
        (lower, upper) = (0x80, 0xBF)
        switch lead {
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF:
            missing = 2
            if lead == 0xE0 { lower = 0xA0 }
            if lead == 0xED { upper = 0x9F }
        case 0xF0...0xF4:
            missing = 3
            if lead == 0xF0 { lower = 0x90 }
            if lead == 0xF4 { upper = 0x8F }
        default: reject(position)
        }
    }

    private mutating func reject(_ position: Int) {
        missing = 0
        firstInvalid = firstInvalid ?? position
    }

    /// The first byte at or after `start` that is not ASCII, or the end.
    private static func endOfASCII(_ chunk: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index + 32 <= chunk.count {
            let first = chunk.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let second = chunk.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self)
            let third = chunk.loadUnaligned(fromByteOffset: index + 16, as: UInt64.self)
            let fourth = chunk.loadUnaligned(fromByteOffset: index + 24, as: UInt64.self)
            guard (first | second | third | fourth) & 0x8080_8080_8080_8080 == 0 else { break }
            index += 32
        }
        while index < chunk.count, chunk[index] < 0x80 {
            index += 1
        }
        return index
    }
}
