/// Finds out the dialect of a text from its first lines.
struct DialectFinder {
    let dialect: Dialect
    /// Where the header, or blank lines before it, begin: behind a `sep=` line.
    let start: Int
    /// The physical line at `start`.
    let line: Int

    /// Looks at a `sep=` line and the header; a delimiter that the user named wins over both.
    init(_ text: UnsafeRawBufferPointer, file: String, named: UInt8?) throws {
        var cutter = LineCutter(text, from: 0, pieceSize: Limits.recordBytes)
        var announced: UInt8?
        var start = 0
        var line = 1
        if let first = cutter.next(), let separator = Self.separatorLine(text[first.start..<first.contentEnd]) {
            guard named != nil || separator.count == 1 && Dialect.delimiters.contains(separator[0]) else {
                let shown = MessageText.value(String(decoding: separator, as: UTF8.self))
                throw UnreadableFile(
                    file: file,
                    line: 1,
                    problem: "the line sep= names \(shown) as delimiter",
                    remedy: "use one of , ; TAB and |, or take that line out"
                )
            }
            announced = separator.first
            start = first.end
            line = 2
        }
        let header = Header(text, from: start)
        let delimiter = named ?? announced ?? header.bestDelimiter
        dialect = Dialect(delimiter: delimiter, lineEnd: header.lineEnd)
        self.start = start
        self.line = line
    }

    /// What follows `sep=` on a line that holds nothing else, blanks and quotes around it aside.
    private static func separatorLine(_ line: Slice<UnsafeRawBufferPointer>) -> [UInt8]? {
        guard line.count <= 16 else { return nil }
        var content = line.drop { $0 == Byte.space }
        while content.last == Byte.space { content.removeLast() }
        if content.first == Byte.quote, content.last == Byte.quote, content.count >= 2 {
            content = content.dropFirst().dropLast()
        }
        // With another quote in it, it is the first line of a header whose first column has that name.
        guard !content.contains(Byte.quote) else { return nil }
        guard content.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }) else { return nil }
        return Array(content.dropFirst(4))
    }

    /// What the first line with anything on it looks like.
    private struct Header {
        private(set) var lineEnd = LineEnd.lineFeed
        private var counts = [Int](repeating: 0, count: Dialect.delimiters.count)

        init(_ text: UnsafeRawBufferPointer, from start: Int) {
            var isQuoted = false
            var isBlank = true
            for index in start..<min(text.count, start + Limits.recordBytes) {
                let byte = text[index]
                if byte == Byte.quote {
                    isQuoted.toggle()
                } else if !isQuoted, let which = Dialect.delimiters.firstIndex(of: byte) {
                    counts[which] += 1
                } else if !isQuoted, byte == Byte.lineFeed || byte == Byte.carriageReturn {
                    guard !isBlank else { continue }
                    lineEnd = Self.lineEnd(text, at: index)
                    return
                }
                isBlank = isBlank && (byte == Byte.space || byte == Byte.tab)
            }
        }

        private static func lineEnd(_ text: UnsafeRawBufferPointer, at index: Int) -> LineEnd {
            if text[index] == Byte.lineFeed { return .lineFeed }
            let isPair = index + 1 < text.count && text[index + 1] == Byte.lineFeed
            return isPair ? .carriageReturnLineFeed : .carriageReturn
        }

        /// The delimiter that yields the most cells; of equals the first, and so the comma for a single column.
        var bestDelimiter: UInt8 {
            var best = 0
            for candidate in counts.indices where counts[candidate] > counts[best] {
                best = candidate
            }
            return Dialect.delimiters[best]
        }
    }
}
