import Manifest

/// Reads the cells of a row again, for messages: only refused rows need them as texts.
struct RowCells: Sendable {
    /// The cells of one row; each is read when it is asked for, for a message names one or two at most.
    struct Cells: Sendable {
        fileprivate let row: RowTable.Row
        fileprivate let source: RowCells

        var customer: String { source.cell(0, of: row) }
        var user: String { source.cell(1, of: row) }
        var product: String { source.cell(2, of: row) }
        var action: String { source.cell(3, of: row) }
        var plans: String { source.cell(4, of: row) }
        /// Cells beyond the header's last column that are not empty.
        var extra: [String] {
            source.copier.cells(start: row.start, length: row.length).dropFirst(width).filter { !$0.isEmpty }
        }
        /// How many columns the header has.
        var width: Int { source.width }
    }

    private let copier: RowCopier
    private let columns: [Int?]
    private let width: Int

    init(_ manifest: ManifestRows) {
        copier = RowCopier(file: manifest.file, carriedColumns: [])
        columns = manifest.columns
        width = manifest.file.columnNames.count
    }

    func cells(of row: Int, in rows: RowTable) -> Cells {
        Cells(row: rows[row], source: self)
    }

    private func cell(_ column: Int, of row: RowTable.Row) -> String {
        guard let place = columns[column] else { return "" }
        return copier.cell(place, start: row.start, length: row.length)
    }
}
