/// The white space around a cell that does not belong to it: that of ASCII, and the no-break space U+00A0.
enum Blanks {
    @inline(__always)
    static func isASCII(_ byte: UInt8) -> Bool {
        byte == Byte.space || (byte >= 0x09 && byte <= 0x0D)
    }

    /// The bytes without the blanks at either end.
    @inline(__always)
    static func trim(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let first = cell.first, let last = cell.last else { return cell }
        // Nearly every cell: nothing to trim, seen by its two ends.
        if first > Byte.space, first != Byte.noBreakSpaceLead, last > Byte.space, last != Byte.noBreakSpaceTail {
            return cell
        }
        return trimSlowly(cell)
    }

    /// The bytes without the blanks at the front that a spreadsheet would pass over; TAB, CR and LF are no such blanks.
    static func trimFront(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
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

    private static func trimSlowly(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var start = 0
        var end = cell.count
        while start < end {
            if isASCII(cell[start]) {
                start += 1
            } else if isNoBreakSpace(cell, at: start) {
                start += 2
            } else {
                break
            }
        }
        while start < end {
            if isASCII(cell[end - 1]) {
                end -= 1
            } else if end - 2 >= start, isNoBreakSpace(cell, at: end - 2) {
                end -= 2
            } else {
                break
            }
        }
        return UnsafeBufferPointer(rebasing: cell[start..<end])
    }

    private static func isNoBreakSpace(_ cell: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index + 1 < cell.count && cell[index] == Byte.noBreakSpaceLead && cell[index + 1] == Byte.noBreakSpaceTail
    }
}
