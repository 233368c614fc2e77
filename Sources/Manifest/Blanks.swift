/// The white space around a cell that does not belong to it: that of ASCII, and the no-break space U+00A0.
enum Blanks {
    @inline(__always)
    static func isASCII(_ byte: UInt8) -> Bool {
        byte == Byte.space || (byte >= 0x09 && byte <= 0x0D)
    }

    /// The bytes without the blanks in front.
    static func trimStart(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0
        while start < cell.count {
            if isASCII(cell[start]) {
                start += 1
            } else if isNoBreakSpace(cell, at: start) {
                start += 2
            } else {
                break
            }
        }
        return UnsafeBufferPointer(rebasing: cell[start...])
    }

    /// The bytes without the blanks at the end.
    static func trimEnd(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var end = cell.count
        while end > 0 {
            if isASCII(cell[end - 1]) {
                end -= 1
            } else if end > 1, isNoBreakSpace(cell, at: end - 2) {
                end -= 2
            } else {
                break
            }
        }
        return UnsafeBufferPointer(rebasing: cell[..<end])
    }

    /// The bytes without the spaces in front, which a spreadsheet would pass over; TAB, CR and LF are not among them.
    static func trimSpaces(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0
        while start < cell.count {
            if cell[start] == Byte.space {
                start += 1
            } else if isNoBreakSpace(cell, at: start) {
                start += 2
            } else {
                break
            }
        }
        return UnsafeBufferPointer(rebasing: cell[start...])
    }

    private static func isNoBreakSpace(_ cell: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index + 1 < cell.count && cell[index] == Byte.noBreakSpaceLead && cell[index + 1] == Byte.noBreakSpaceTail
    }
}
