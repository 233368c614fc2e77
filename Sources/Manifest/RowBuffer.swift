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
        for byte in cell {
            if byte == Byte.quote { bytes.append(Byte.quote) }
            bytes.append(byte)
        }
        bytes.append(Byte.quote)
    }

    /// Appends bytes that are one or more cells already, delimiters, quotes and guards included.
    mutating func append(verbatim cells: UnsafeRawBufferPointer) {
        beginCell()
        bytes.append(contentsOf: cells)
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
        return cell.contains { byte in
            byte == delimiter || byte == Byte.quote || byte == Byte.lineFeed || byte == Byte.carriageReturn
        }
    }
}
