import Glibc

/// Copies records of a file into a row being written, as they were.
///
/// A record's own bytes are copied where they are faithful and safe. Where a cell has to be guarded, where a quote stands
/// against the rules, or where columns are left out, it is copied cell by cell, and what can stay as it was stays.
package struct RowCopier: Sendable {
    private let spool: Spool
    private let dialect: Dialect
    private let header: RecordExtent
    private let carriedColumns: [Int]
    private let width: Int

    /// Makes a copier that copies these columns, in this order, and leaves the others out.
    package init(file: CSVFile, carriedColumns: [Int]) {
        spool = file.spool
        dialect = file.dialect
        header = file.header
        self.carriedColumns = carriedColumns
        width = file.columnNames.count
    }

    /// Appends the carried names of the header as cells.
    package func appendHeader(to row: inout RowBuffer) {
        let record = rawCells(header.start, header.length)
        for column in carriedColumns {
            let cell = record.cells[column]
            append(cell, of: record, isQuoted: isMistakable(spool.bytes[cell.content]), to: &row)
        }
    }

    /// Whether a name, standing in a header without quotes, might make the file be taken for what it is not: it holds
    /// another delimiter, or begins like another kind of file.
    private func isMistakable(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
        let head = Array(name.prefix(8))
        return name.contains { Dialect.delimiters.contains($0) } || ByteOrderMark.find(in: head) != nil
            || FileSignature.find(in: head) != nil
    }

    /// Appends the carried cells of a record, empty ones where the record is shorter than the header.
    ///
    /// - Parameters:
    ///   - start: `Record.start`.
    ///   - length: `Record.length`.
    ///   - verbatim: `Record.copiesVerbatim`.
    ///   - row: what they are appended to, in the dialect of the file.
    package func append(start: Int, length: Int, verbatim: Bool, to row: inout RowBuffer) {
        if verbatim, carriedColumns.count == width {
            row.append(verbatim: UnsafeRawBufferPointer(rebasing: spool.bytes[start..<start + length]))
            return
        }
        let record = rawCells(start, length)
        for column in carriedColumns {
            if column < record.cells.count {
                append(record.cells[column], of: record, isQuoted: false, to: &row)
            } else {
                row.append(cell: "")
            }
        }
    }

    /// Appends the cells of a record that stand beyond the header's last column.
    ///
    /// They belong behind the columns of our own: sent again, the row has too many cells still, and says the same.
    package func appendExtraCells(start: Int, length: Int, to row: inout RowBuffer) {
        let record = rawCells(start, length)
        for cell in record.cells.dropFirst(width) {
            append(cell, of: record, isQuoted: false, to: &row)
        }
    }

    /// All cells of a record as texts: trimmed, their formula guards taken off.
    package func cells(start: Int, length: Int) -> [String] {
        rawCells(start, length).texts
    }

    /// One cell of a record as such a text; empty where the record is too short to have it.
    package func cell(_ column: Int, start: Int, length: Int) -> String {
        RawCells.text(of: column, spool, start: start, length: length, delimiter: dialect.delimiter)
    }

    private func rawCells(_ start: Int, _ length: Int) -> RawCells {
        RawCells(spool, start: start, length: length, delimiter: dialect.delimiter, expected: width)
    }

    private func append(_ cell: RawCells.Cell, of record: RawCells, isQuoted: Bool, to row: inout RowBuffer) {
        let isMisshapen = isMisshapen(cell)
        record.withValue(of: cell) { value in
            // Blanks in front go when a guard comes: behind a blank a mark would not be read as one.
            let visible = Blanks.trimSpaces(value)
            if let first = visible.first, FormulaGuard.isDangerous(first) {
                row.append(cell: visible, isQuoted: isQuoted)
            } else if isMisshapen || isQuoted && !cell.isQuoted {
                // A mark that is there already comes again with the writing: it must not be doubled.
                row.append(cell: FormulaGuard.removingMark(value), isQuoted: isQuoted)
            } else {
                row.append(verbatim: UnsafeRawBufferPointer(rebasing: spool.bytes[cell.raw]))
            }
        }
    }

    /// Whether the cell's bytes cannot stand as they are: blanks around quotes, a quote without quotes around it, or a
    /// TAB in front, which is not part of the value and yet dangerous.
    private func isMisshapen(_ cell: RawCells.Cell) -> Bool {
        if cell.isQuoted { return cell.raw != cell.content }
        guard let base = spool.bytes.baseAddress else { return false }
        let start = base + cell.raw.lowerBound
        return memchr(start, Int32(Byte.quote), cell.raw.count) != nil
            || memchr(start, Int32(Byte.tab), cell.raw.count) != nil
    }
}
