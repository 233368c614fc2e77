/// Turns offsets into the lines and columns that a person looks up in an editor.
enum TextPosition {
    /// The physical line, from 1, that the byte at `offset` stands on.
    ///
    /// LF, CRLF and CR end a line.
    static func line(of offset: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        var counter = LineCounter()
        for index in 0..<min(offset, bytes.count) {
            counter.take(UInt16(bytes[index]))
        }
        // The LF of a CRLF stands on the line it ends.
        if offset < bytes.count {
            counter.settle(before: UInt16(bytes[offset]))
        }
        return counter.line
    }

    /// The column, from 1, of the byte at `offset` on the line that begins at `lineStart`: in Unicode scalars.
    static func column(of offset: Int, lineStart: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        1 + (lineStart..<offset).count { bytes[$0] & 0xC0 != 0x80 }
    }
}

/// Counts physical lines as code units go by.
struct LineCounter {
    /// The line that the last unit taken stands on.
    private(set) var line = 1
    private var pendingReturn = false
    private var pendingFeed = false

    mutating func take(_ unit: UInt16) {
        settle(before: unit)
        pendingReturn = unit == UInt16(Byte.carriageReturn)
        pendingFeed = unit == UInt16(Byte.lineFeed)
    }

    /// Ends the line before `unit` if what came before `unit` ended it.
    mutating func settle(before unit: UInt16) {
        if pendingFeed || (pendingReturn && unit != UInt16(Byte.lineFeed)) {
            line += 1
        }
        pendingReturn = false
        pendingFeed = false
    }
}
