/// How a table is written down: what parts its cells and what ends its lines.
package struct Dialect: Sendable, Equatable {
    package let delimiter: UInt8
    package let lineEnd: LineEnd

    /// The delimiters that are read and written, in the order in which they are preferred.
    package static let delimiters: [UInt8] = [Byte.comma, Byte.semicolon, Byte.tab, Byte.bar]

    /// What exports and tables of our own are written in.
    package static let standard = Dialect(delimiter: Byte.comma, lineEnd: .lineFeed)

    package init(delimiter: UInt8, lineEnd: LineEnd) {
        self.delimiter = delimiter
        self.lineEnd = lineEnd
    }

    /// How a delimiter is called in messages.
    static func name(of delimiter: UInt8) -> String {
        delimiter == Byte.tab ? "TAB" : String(UnicodeScalar(delimiter))
    }
}
