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
        append(digitsOf: number)
    }

    private mutating func append(digitsOf number: UInt) {
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

    /// The last cells of a row with holes in them, for values that stand in other rows in their place.
    package struct Ending: Sendable {
        fileprivate let cells: Range<Int>
        fileprivate let holeCount: Int
        /// Where the holes begin.
        fileprivate let holes: [4 of Int]
    }

    /// What is written into a hole: a number, or a text without anything in it that is to be guarded or quoted.
    package enum Filling: Sendable {
        case number(UInt)
        case text(String)
        case nothing
    }

    /// What is written where a hole is to be.
    package static let hole: Character = "\u{FFFC}"
    private static let holeBytes = Array(String(hole).utf8)

    /// Finds the holes in a range of what is written; nil when there are more than an ending can have.
    package func ending(_ cells: Range<Int>) -> Ending? {
        let first = Self.holeBytes[0]
        var count = 0
        var holes: [4 of Int] = [0, 0, 0, 0]
        for start in cells where bytes[start] == first && bytes[start...].starts(with: Self.holeBytes) {
            guard count < holes.count else { return nil }
            holes[count] = start
            count += 1
        }
        return Ending(cells: cells, holeCount: count, holes: holes)
    }

    /// The same with values in the holes.
    package mutating func endRow(
        copying ending: Ending,
        of other: borrowing RowBuffer,
        filling values: [4 of Filling]
    ) {
        beginCell()
        var start = ending.cells.lowerBound
        for hole in 0..<ending.holeCount {
            other.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: $0[start..<ending.holes[hole]]) }
            switch values[hole] {
            case .number(let number): append(digitsOf: number)
            case .text(let text): bytes.append(contentsOf: text.utf8)
            case .nothing: break
            }
            start = ending.holes[hole] + Self.holeBytes.count
        }
        appendRows(start..<ending.cells.upperBound, of: other)
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
