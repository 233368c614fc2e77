import Manifest

/// A table that we wrote, looked at as others do: as a plain parser reads it, and a spreadsheet program.
enum WrittenTable {
    /// Ends the run when it is not well-formed, or a cell of it may be run.
    static func check(_ bytes: [UInt8], width: Int, delimiter: UInt8) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        guard let table = PlainTable(text, delimiter: delimiter) else {
            broken("What we write is a table by RFC 4180", String(decoding: bytes, as: UTF8.self))
        }
        for row in table.rows {
            hold(row.count >= width, "Every row has the columns of the header", "\(row)")
            for cell in row {
                hold(
                    !isDangerous(cell),
                    "No cell is run by a spreadsheet program",
                    String(decoding: cell, as: UTF8.self)
                )
            }
        }
    }

    /// Whether a spreadsheet program may run it: spaces in front do not keep it from that.
    private static func isDangerous(_ cell: [UInt8]) -> Bool {
        let visible = String(decoding: cell, as: UTF8.self).unicodeScalars.first { $0 != " " && $0 != "\u{A0}" }
        return visible.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
    }
}
