import Manifest

/// A results file is a manifest: what was carried into it reads back as it was, and is carried on without a change.
struct CopyCheck {
    private let file: CSVFile
    private let reading: Reading

    init(_ file: CSVFile, _ reading: Reading) {
        self.file = file
        self.reading = reading
    }

    func check(in scratch: ScratchFile) throws {
        let columns = file.carriedColumns
        let copy = Self.copy(file, reading)
        WrittenTable.check(copy, width: columns.count + Self.columns.count, delimiter: file.dialect.delimiter)

        let again = try scratch.open(copy)
        let shown = String(decoding: copy, as: UTF8.self)
        hold(
            again.dialect == file.dialect,
            "A copy has the same dialect",
            "\(file.dialect)\n\(again.dialect)\n\(shown)"
        )
        let names = columns.map { file.columnNames[$0] } + Self.columns
        hold(again.columnNames == names, "A copy has the same columns", "\(names)\n\(again.columnNames)\n\(shown)")

        let reread = try again.readWhole()
        hold(reread.rows.count == reading.rows.count, "A copy has the same rows", "\(reading)\n\(reread)\n\(shown)")
        for (row, copied) in zip(reading.rows, reread.rows) {
            let isSame = columns.map { row.cells[$0] } == copied.cells.dropLast(Self.columns.count)
            hold(isSame, "A copied row has the same cells", "\(row)\n\(copied)\n\(shown)")
            hold(
                row.hasExtraCells == copied.hasExtraCells,
                "Cells too many stay too many",
                "\(row)\n\(copied)\n\(shown)"
            )
        }
        hold(Self.copy(again, reread) == copy, "A copy of a copy is the copy", shown)
    }

    private static let columns = ["result_line", "result_status"]

    /// Writes the table as a results file is written, with columns of our own behind those carried.
    private static func copy(_ file: CSVFile, _ reading: Reading) -> [UInt8] {
        let copier = RowCopier(file: file, carriedColumns: file.carriedColumns)
        var row = RowBuffer(file.dialect)
        if file.wantsByteOrderMark { row.appendByteOrderMark() }
        copier.appendHeader(to: &row)
        for column in columns { row.append(cell: column) }
        row.endRow()
        for record in reading.rows {
            copier.append(start: record.start, length: record.length, verbatim: record.copiesVerbatim, to: &row)
            // Not its line, which may be another in the copy.
            row.append(cell: "1")
            row.append(cell: "refused")
            if record.hasExtraCells {
                copier.appendExtraCells(start: record.start, length: record.length, to: &row)
            }
            row.endRow()
        }
        return row.bytes
    }
}
