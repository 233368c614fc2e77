import Manifest

/// Cells that we write by ourselves, guarded and quoted where they must be, read back as they were.
struct WritingCheck {
    private let dialect: Dialect
    private let reading: Reading

    init(_ dialect: Dialect, _ reading: Reading) {
        self.dialect = dialect
        self.reading = reading
    }

    func check(in scratch: ScratchFile) throws {
        let table = reading.rows.map { [Array("row".utf8)] + $0.cells }
        guard let width = table.first?.count else { return }
        var row = RowBuffer(dialect)
        for column in 0..<width { row.append(cell: "column \(column)") }
        row.endRow()
        for cells in table {
            for cell in cells { cell.withUnsafeBufferPointer { row.append(cell: $0) } }
            row.endRow()
        }
        WrittenTable.check(row.bytes, width: width, delimiter: dialect.delimiter)
        let again = try scratch.open(row.bytes, ReadingOptions(encoding: .utf8, delimiter: dialect.delimiter))
        let cells = try again.readWhole().rows.map(\.cells)
        hold(cells == table, "A guard is taken off again", "\(table)\n\(cells)")
    }
}
