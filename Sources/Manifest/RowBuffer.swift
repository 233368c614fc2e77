/// Rows of CSV being put together: every table we write passes through here.
///
/// A cell that a spreadsheet program might run is guarded (see `FormulaGuard`), and one that would read back otherwise is quoted.
package struct RowBuffer: Sendable {
    /// What is written so far.
    package private(set) var bytes: [UInt8] = []
    package let dialect: Dialect
    private let lineEnd: [UInt8]
    private var rowStart = 0
    private var isRowBegun = false

    package init(_ dialect: Dialect = .standard) {
        self.dialect = dialect
        lineEnd = dialect.lineEnd.bytes
    }

    package var isEmpty: Bool { bytes.isEmpty }
    package var count: Int { bytes.count }

    /// Appends the mark that tells spreadsheet programs of UTF-8; only at the head of a file.
    package mutating func appendByteOrderMark() {
        bytes += [0xEF, 0xBB, 0xBF]
        rowStart = bytes.count
    }

    /// Appends a cell to the row.
    package mutating func append(cell: String) {
        var cell = cell
        cell.withUTF8 { append(cell: $0) }
    }

    /// Appends a number as a cell: digits need neither quotes nor a guard.
    package mutating func append(number: UInt) {
        beginCell()
        // As many digits as 64 bits can have.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = number
            repeat {
                start -= 1
                digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[start...]))
        }
    }

    /// Appends a cell, given as UTF-8, to the row.
    package mutating func append(cell: UnsafeBufferPointer<UInt8>) {
        append(cell: cell, isQuoted: false)
    }

    /// Appends a cell, in quotes even where it needs none when `isQuoted` says so.
    mutating func append(cell: UnsafeBufferPointer<UInt8>, isQuoted: Bool) {
        beginCell()
        let needsMark = FormulaGuard.needsMark(cell)
        guard isQuoted || needsQuotes(cell, isMarked: needsMark) else {
            if needsMark { bytes.append(FormulaGuard.mark) }
            bytes.append(contentsOf: cell)
            return
        }
        bytes.append(Byte.quote)
        if needsMark { bytes.append(FormulaGuard.mark) }
        var rest = cell
        while let quote = rest.firstIndex(of: Byte.quote) {
            bytes.append(contentsOf: rest[...quote])
            bytes.append(Byte.quote)
            rest = UnsafeBufferPointer(rebasing: rest[(quote + 1)...])
        }
        bytes.append(contentsOf: rest)
        bytes.append(Byte.quote)
    }

    /// Appends bytes that are one or more cells already, delimiters, quotes and guards included.
    mutating func append(verbatim cells: UnsafeRawBufferPointer) {
        beginCell()
        bytes.append(contentsOf: cells)
    }

    /// Appends the last cells of a row and its line end, copied from another buffer of the same dialect.
    ///
    /// - Parameters:
    ///   - cells: where they stand in `other.bytes`, the delimiter before them left out.
    ///   - other: the buffer in which they are a row, or the end of one.
    package mutating func endRow(copying cells: Range<Int>, of other: borrowing RowBuffer) {
        beginCell()
        appendRows(cells, of: other)
    }

    /// The same, with other bytes in place of `hole`, which `place` found; digits, or a name without anything in it that is
    /// to be guarded or quoted.
    package mutating func endRow(
        copying cells: Range<Int>,
        of other: borrowing RowBuffer,
        replacing hole: Range<Int>,
        with value: String
    ) {
        beginCell()
        other.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: $0[cells.lowerBound..<hole.lowerBound]) }
        bytes.append(contentsOf: value.utf8)
        appendRows(hole.upperBound..<cells.upperBound, of: other)
    }

    /// Where `value` stands in a range of what is written, if that is just once; an empty one stands at its beginning.
    package func place(of value: String, in range: Range<Int>) -> Range<Int>? {
        let wanted = Array(value.utf8)
        guard !wanted.isEmpty else { return range.lowerBound..<range.lowerBound }
        var found: Range<Int>?
        for start in range where bytes[start] == wanted[0] && start + wanted.count <= range.upperBound {
            guard bytes[start..<start + wanted.count].elementsEqual(wanted) else { continue }
            guard found == nil else { return nil }
            found = start..<start + wanted.count
        }
        return found
    }

    /// Appends whole rows, copied from another buffer of the same dialect.
    package mutating func appendRows(_ rows: Range<Int>, of other: borrowing RowBuffer) {
        other.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: $0[rows]) }
        rowStart = bytes.count
        isRowBegun = false
    }

    package mutating func endRow() {
        // A row of one empty cell would read back as a blank line.
        if isRowBegun, bytes.count == rowStart {
            bytes += [Byte.quote, Byte.quote]
        }
        bytes += lineEnd
        rowStart = bytes.count
        isRowBegun = false
    }

    /// Forgets what is written, and keeps the memory for more.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        rowStart = 0
    }

    @inline(__always)
    private mutating func beginCell() {
        if isRowBegun { bytes.append(dialect.delimiter) }
        isRowBegun = true
    }

    /// Whether the cell would not read back as it is without quotes: blanks at its ends are dropped there.
    private func needsQuotes(_ cell: UnsafeBufferPointer<UInt8>, isMarked: Bool) -> Bool {
        guard let first = cell.first, let last = cell.last else { return false }
        if !isMarked, first <= Byte.space || first == Byte.noBreakSpaceLead { return true }
        if last <= Byte.space || last == Byte.noBreakSpaceTail { return true }
        let delimiter = dialect.delimiter
        // Without a way out in the middle, so that many bytes are compared at once.
        var found: UInt8 = 0
        for index in 0..<cell.count {
            let byte = cell[index]
            found |= byte == delimiter ? 1 : 0
            found |= byte == Byte.quote ? 1 : 0
            found |= byte == Byte.lineFeed ? 1 : 0
            found |= byte == Byte.carriageReturn ? 1 : 0
        }
        return found != 0
    }
}
