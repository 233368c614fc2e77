import Manifest

/// Reads the cells of a row again, for messages: only refused rows need them as texts.
struct RowCells: Sendable {
    struct Cells: Sendable {
        let customer: String
        let user: String
        let product: String
        let action: String
        let plans: String
        /// Cells beyond the header's last column that are not empty.
        let extra: [String]
        /// How many columns the header has.
        let width: Int
    }

    private let copier: RowCopier
    private let columns: [Int?]
    private let width: Int

    init(_ reading: ManifestReading) {
        copier = RowCopier(file: reading.file, carriedColumns: [])
        columns = reading.columns
        width = reading.file.columnNames.count
    }

    func cells(of row: Int, in rows: RowTable) -> Cells {
        let cells = copier.cells(start: rows[row].start, length: Int(rows[row].length))
        func cell(_ column: Int) -> String {
            guard let place = columns[column], place < cells.count else { return "" }
            return cells[place]
        }
        return Cells(
            customer: cell(0),
            user: cell(1),
            product: cell(2),
            action: cell(3),
            plans: cell(4),
            extra: cells.dropFirst(width).filter { !$0.isEmpty },
            width: width
        )
    }
}
