import Manifest

/// Every record stands where it is said to stand, and the bytes there, read again, are its cells.
struct PlaceCheck {
    private let file: CSVFile
    /// Where each physical line begins, counted by itself: LF, CRLF and CR end one.
    private let lineStarts: [Int]

    init(_ file: CSVFile) {
        self.file = file
        lineStarts = file.spool.withBytes { text in
            [0]
                + text.indices.filter { index in
                    text[index] == UInt8(ascii: "\n")
                        || text[index] == UInt8(ascii: "\r") && text.dropFirst(index + 1).first != UInt8(ascii: "\n")
                }.map { $0 + 1 }
        }
    }

    func check(_ reading: Reading) {
        let copier = RowCopier(file: file, carriedColumns: [])
        var reached = file.body.range.lowerBound
        var line = 0
        for row in reading.rows {
            hold(row.start >= reached && row.length > 0, "Records stand one behind the other", "\(row)")
            hold(row.line > line && lineStarts[row.line - 1] == row.start, "Each begins its line", "\(row)")
            (reached, line) = (row.start + row.length, row.line)

            let cells = copier.cells(start: row.start, length: row.length)
            hold(cells.count == row.cellCount, "A record read again has as many cells", "\(row)\n\(cells)")
            for (column, cell) in row.cells.enumerated() {
                let again = column < cells.count ? cells[column] : ""
                let single = copier.cell(column, start: row.start, length: row.length)
                let isSame = Array(again.utf8) == cell && Array(single.utf8) == cell
                hold(isSame, "A cell read again is the same", "column \(column) of \(row)\n\(cells)\n\(single)")
            }
        }
        hold(reached <= file.spool.byteCount, "Records end with the text", "\(reading)")
    }
}
