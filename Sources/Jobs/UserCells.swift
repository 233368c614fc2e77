/// The folded user cell of every row, a UPN or an id, in file order; empty where it is missing.
///
/// They are laid down as they are read and looked up customer by customer: finding each in a table at once would go from
/// customer to customer through more memory than a cache holds.
struct UserCells: Sendable {
    /// For each section of the file the cells of its rows, one behind the other.
    private var sections: [[UInt8]] = []
    /// For each section its first row.
    private var firstRows: [Int] = []

    mutating func append(_ cells: [UInt8], firstRow: Int) {
        sections.append(cells)
        firstRows.append(firstRow)
    }

    /// Calls `body` with the cell of each of some rows, which rise.
    func forEach(of members: ArraySlice<UInt32>, in rows: RowTable, _ body: (_ index: Int, Span<UInt8>) -> Void) {
        var index = members.startIndex
        for (section, cells) in sections.enumerated() {
            let first = firstRows[section]
            let next = section + 1 < firstRows.count ? firstRows[section + 1] : rows.count
            let span = cells.span
            while index < members.endIndex, members[index] < next {
                let row = Int(members[index])
                let start = row == first ? 0 : Int(rows[row - 1].userEnd)
                body(index - members.startIndex, span.extracting(start..<Int(rows[row].userEnd)))
                index += 1
            }
        }
    }
}
