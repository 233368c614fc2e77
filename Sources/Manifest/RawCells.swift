import Glibc

/// The cells of one record that is read again: where their bytes stand in the file, and what they mean.
struct RawCells {
    struct Cell {
        /// Between its delimiters: with its quotes, and the blanks around it.
        var raw: Range<Int>
        /// Without the blanks around it; its quotes still there.
        var content: Range<Int>
        /// Whether it stands in quotes.
        var isQuoted: Bool
    }

    private(set) var cells: [Cell] = []
    private let spool: Spool

    /// Reads the record at `start` again.
    ///
    /// It was read before without an error, and so it is now.
    init(_ spool: Spool, start: Int, length: Int, delimiter: UInt8, expected: Int = 0) {
        self.spool = spool
        cells.reserveCapacity(expected)
        guard length > 0, let base = spool.bytes.baseAddress else { return }
        if memchr(base + start, Int32(Byte.quote), length) == nil {
            split(start..<start + length, at: delimiter)
        } else {
            parse(start..<start + length, delimiter: delimiter)
        }
    }

    /// The cells as texts: trimmed, their formula guards taken off.
    var texts: [String] { cells.map(text) }

    /// One cell of a record as such a text; empty where the record is too short to have it.
    ///
    /// Without any quote in the record only this one is looked at.
    static func text(of column: Int, _ spool: Spool, start: Int, length: Int, delimiter: UInt8) -> String {
        guard length > 0, let base = spool.bytes.baseAddress else { return "" }
        guard memchr(base + start, Int32(Byte.quote), length) == nil else {
            let record = RawCells(spool, start: start, length: length, delimiter: delimiter)
            return column < record.cells.count ? record.text(of: record.cells[column]) : ""
        }
        var rest = UnsafeRawBufferPointer(start: base + start, count: length)
        for _ in 0..<column {
            guard let end = rest.firstIndex(of: delimiter) else { return "" }
            rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
        }
        let cell = UnsafeRawBufferPointer(rebasing: rest[..<(rest.firstIndex(of: delimiter) ?? rest.count)])
        let content = UnsafeRawBufferPointer(rebasing: cell[contentRange(in: cell, 0..<cell.count)])
        return text(of: content.assumingMemoryBound(to: UInt8.self))
    }

    private func text(of cell: Cell) -> String {
        withValue(of: cell) { Self.text(of: $0) }
    }

    private static func text(of value: UnsafeBufferPointer<UInt8>) -> String {
        String(decoding: FormulaGuard.reading(value), as: UTF8.self)
    }

    /// Gives `body` what libcsv makes of a cell: without its quotes and the blanks around it.
    func withValue<Result>(of cell: Cell, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard cell.isQuoted else {
            return body(UnsafeRawBufferPointer(rebasing: spool.bytes[cell.content]).assumingMemoryBound(to: UInt8.self))
        }
        return unquoted(cell.content.lowerBound + 1..<cell.content.upperBound - 1).withUnsafeBufferPointer(body)
    }

    /// Without any quote in it a record is what stands between its delimiters.
    private mutating func split(_ range: Range<Int>, at delimiter: UInt8) {
        let text = spool.bytes
        var start = range.lowerBound
        for index in range where text[index] == delimiter {
            append(start..<index)
            start = index + 1
        }
        append(start..<range.upperBound)
    }

    /// libcsv is given one byte per call: the byte in whose call a cell ends is the delimiter behind it.
    private mutating func parse(_ range: Range<Int>, delimiter: UInt8) {
        let text = spool.bytes
        let parser = CSVParser(delimiter: delimiter)
        var collector = CellCollector(width: 0, wanted: [])
        defer { collector.deallocate() }
        var start = range.lowerBound
        for index in range {
            let count = collector.cellCount
            _ = parser.parse(UnsafeRawBufferPointer(rebasing: text[index...index]), into: &collector)
            if collector.cellCount > count {
                append(start..<index)
                start = index + 1
            }
        }
        append(start..<range.upperBound)
    }

    private mutating func append(_ raw: Range<Int>) {
        let text = spool.bytes
        let content = Self.contentRange(in: text, raw)
        cells.append(
            Cell(raw: raw, content: content, isQuoted: !content.isEmpty && text[content.lowerBound] == Byte.quote)
        )
    }

    /// Where a cell stands without the blanks around it.
    private static func contentRange(in text: UnsafeRawBufferPointer, _ raw: Range<Int>) -> Range<Int> {
        var (start, end) = (raw.lowerBound, raw.upperBound)
        // A delimiter is never inside, so a TAB at either end is a blank even where TAB is the delimiter.
        while start < end, text[start] == Byte.space || text[start] == Byte.tab { start += 1 }
        while start < end, text[end - 1] == Byte.space || text[end - 1] == Byte.tab { end -= 1 }
        return start..<end
    }

    /// The inside of a quoted cell with its doubled quotes made single.
    private func unquoted(_ inside: Range<Int>) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(inside.count)
        var isSecond = false
        for byte in spool.bytes[inside] {
            isSecond = byte == Byte.quote && !isSecond
            if byte != Byte.quote || isSecond {
                value.append(byte)
            }
        }
        return value
    }
}
