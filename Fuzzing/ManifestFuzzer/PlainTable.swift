/// A table as RFC 4180 has it, read by the letter and without libcsv: any other program's view of what we write.
struct PlainTable {
    /// By row its cells, unquoted and otherwise as they stand.
    private(set) var rows: [[[UInt8]]] = []
    private var row: [[UInt8]] = []
    private var cell: [UInt8] = []

    private static let quote = UInt8(ascii: "\"")

    /// - Returns: nil where a quote stands that may not, or the last row has no end.
    init?(_ text: some Sequence<UInt8>, delimiter: UInt8) {
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case delimiter: endCell()
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                if byte == UInt8(ascii: "\r"), rest.first == UInt8(ascii: "\n") { rest.removeFirst() }
                endCell()
                rows.append(row)
                row = []
            case Self.quote:
                guard cell.isEmpty, takeQuoted(&rest) else { return nil }
                let isEnd = rest.first.map { $0 == delimiter || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
                guard isEnd == true else { return nil }
            default: cell.append(byte)
            }
        }
        guard row.isEmpty, cell.isEmpty else { return nil }
    }

    private mutating func endCell() {
        row.append(cell)
        cell = []
    }

    /// Takes the rest of a quoted cell with the quote that closes it; false when none does.
    private mutating func takeQuoted(_ rest: inout ArraySlice<UInt8>) -> Bool {
        while let byte = rest.popFirst() {
            if byte == Self.quote {
                guard rest.first == Self.quote else { return true }
                rest.removeFirst()
            }
            cell.append(byte)
        }
        return false
    }
}
