/// A table of text: columns as wide as what they hold, numbers to the right, one column that gives way.
struct TextTable {
    struct Column {
        let title: String
        var isNumber = false
        /// Cut when the table is wider than the terminal.
        var givesWay = false
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    /// Columns of a column that gives way never become narrower than this.
    private static let narrowest = 8
    private static let gap = "  "

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; cells must be fit to be shown.
    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// The table as lines, none of them wider than `width` as far as the columns that give way allow it.
    func text(width: Int?, style: TextStyle) -> String {
        let widths = widths(within: width)
        let head = style.bold(line(columns.map(\.title), widths))
        return ([head] + rows.map { line($0, widths) }).map { $0 + "\n" }.joined()
    }

    private func widths(within width: Int?) -> [Int] {
        var widths = columns.indices.map { column in
            rows.reduce(DisplayWidth.of(columns[column].title)) { max($0, DisplayWidth.of($1[column])) }
        }
        guard let width else { return widths }
        for column in columns.indices where columns[column].givesWay {
            let over = widths.reduce(Self.gap.count * (columns.count - 1), +) - width
            if over > 0 { widths[column] = min(widths[column], max(Self.narrowest, widths[column] - over)) }
        }
        return widths
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = columns.indices.map { column in
            let cell = DisplayWidth.cut(cells[column], to: widths[column])
            let blanks = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(cell)))
            return columns[column].isNumber ? blanks + cell : cell + blanks
        }
        let line = padded.joined(separator: Self.gap)
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
