/// A second, small CSV reader and writer, so that the tests do not depend on the one they test.
///
/// RFC 4180 with commas and nothing else: no detection, no other encodings, no formula guard.
enum CSVText {
    struct Record: Equatable {
        /// The physical line on which the record starts, from 1.
        var line: Int
        var cells: [String]
    }

    /// Splits `text` into records; blank lines are left out.
    static func records(of text: String) -> [Record] {
        var records: [Record] = []
        var cells: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var line = 1
        var start = 1
        var scalars = Array(text.unicodeScalars)[...]
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }

        func endRecord() {
            cells.append(String(cell))
            cell = String.UnicodeScalarView()
            if cells != [""] { records.append(Record(line: start, cells: cells)) }
            cells = []
        }

        while let scalar = scalars.popFirst() {
            if scalar == "\n" { line += 1 }
            switch scalar {
            case "\"" where isQuoted && scalars.first == "\"":
                cell.append("\"")
                scalars.removeFirst()
            case "\"":
                isQuoted.toggle()
            case "," where !isQuoted:
                cells.append(String(cell))
                cell = String.UnicodeScalarView()
            case "\r" where !isQuoted && scalars.first == "\n":
                continue
            case "\n" where !isQuoted:
                endRecord()
                start = line
            default:
                cell.append(scalar)
            }
        }
        endRecord()
        return records
    }

    /// One record as a line of text, without its line end.
    static func line(_ cells: [String]) -> String {
        cells.map(written).joined(separator: ",")
    }

    /// Quotes a cell that would not come back as it is otherwise.
    private static func written(_ cell: String) -> String {
        let needsQuotes = cell.unicodeScalars.contains { ",;|\"\r\n\t \u{A0}".unicodeScalars.contains($0) }
        guard needsQuotes else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
