// The one file of this room that needs Foundation: the standard library has no public normalization to NFC.
import Foundation

/// How two spellings of an identifier are found to be the same: the Unicode lower case of the NFC form (SPEC 2).
package enum KeyFolding {
    /// Writes the folded form of `cell` into `key`, replacing what was there.
    ///
    /// Outer blanks do not count: a formula guard may have kept one from being trimmed. ASCII, which nearly every
    /// identifier is, is folded byte by byte. Bytes that are not UTF-8 do not get here: readers settle the encoding of the
    /// whole input first.
    package static func fold(_ cell: Span<UInt8>, into key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        append(cell, to: &key)
    }

    /// Appends the folded form of `cell` to `keys`.
    package static func append(_ cell: Span<UInt8>, to keys: inout [UInt8]) {
        var start = 0
        var end = cell.count
        while start < end, cell[start] <= 0x20 { start += 1 }
        while end > start, cell[end - 1] <= 0x20 { end -= 1 }
        let cell = cell.extracting(start..<end)
        let first = keys.count
        keys.append(contentsOf: cell)
        var seen: UInt8 = 0
        var added = keys.mutableSpan
        for index in first..<added.count {
            let byte = added[index]
            seen |= byte
            added[index] = byte &- 0x41 < 26 ? byte | 0x20 : byte
        }
        guard seen >= 0x80 else { return }
        let text = String(decoding: cell)
        keys.replaceSubrange(first..., with: text.precomposedStringWithCanonicalMapping.lowercased().utf8)
    }

    /// The folded form of `text`.
    package static func folded(_ text: String) -> [UInt8] {
        var key: [UInt8] = []
        let bytes = Array(text.utf8)
        fold(bytes.span, into: &key)
        return key
    }
}
