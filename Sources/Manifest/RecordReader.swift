import Glibc

/// Reads a text record by record.
///
/// libcsv is given at most one physical line per call, so that at most one record ends in a call, and the line and the
/// bytes of every record are known exactly.
struct RecordReader: ~Copyable {
    /// Keeps `text` alive.
    private let spool: Spool
    private let text: UnsafeRawBufferPointer
    private let file: String
    private let delimiter: UInt8
    private let parser: CSVParser
    private var cutter: LineCutter
    /// No record is begun from here on.
    private let end: Int
    private var quotes: ByteFinder
    private var tabs: ByteFinder
    private var isFinished = false

    private var line: Int
    private var lineStart: Int
    /// The record being read, or read last.
    private(set) var extent: RecordExtent
    /// Whether bytes of the record cannot be copied as they are: see `look(from:to:)`.
    private(set) var isOddlyShaped = false
    let collector: UnsafeMutablePointer<CellCollector>

    /// Makes a reader of the text of a spool.
    ///
    /// - Parameters:
    ///   - spool: holds the text.
    ///   - dialect: its dialect.
    ///   - range: the records that begin there are read; its start is on physical line `line`.
    ///   - line: that line.
    ///   - width: how many columns the header has; 0 while it is being looked for.
    ///   - wanted: the columns whose cells are kept.
    ///   - pieceSize: how much of a line is parsed in one call, at most.
    init(_ spool: Spool, _ dialect: Dialect, in range: Range<Int>, line: Int, width: Int, wanted: [Int], pieceSize: Int)
    {
        let start = range.lowerBound
        end = range.upperBound
        self.spool = spool
        text = spool.bytes
        file = spool.name
        delimiter = dialect.delimiter
        parser = CSVParser(delimiter: dialect.delimiter)
        cutter = LineCutter(spool.bytes, from: start, pieceSize: min(pieceSize, 1 << 16))
        quotes = ByteFinder(Byte.quote, in: text, from: start)
        tabs = ByteFinder(Byte.tab, in: text, from: start)
        self.line = line
        lineStart = start
        extent = RecordExtent(line: line, start: start, length: 0)
        collector = .allocate(capacity: 1)
        collector.initialize(to: CellCollector(width: width, wanted: wanted))
    }

    deinit {
        collector.pointee.deallocate()
        collector.deallocate()
    }

    /// Where the next line begins, and its number.
    var position: Int { cutter.position }
    var nextLine: Int { line }

    /// Reads up to the end of the next record; false at the end of the range.
    ///
    /// Blank lines are passed over. A record that begins in the range is read to its end, wherever that is.
    mutating func next() throws -> Bool {
        // By a name of its own: through self, ThreadSanitizer is told that the spool, which others read too, is written to.
        let collector = collector
        collector.pointee.beginRecord()
        while cutter.position < end || parser.isInsideRecord, let piece = cutter.next() {
            // Blanks in front of the first cell are part of the record, though libcsv has not begun it with them.
            if !parser.isInsideRecord, piece.start == lineStart {
                extent.line = line
                extent.start = piece.start
                isOddlyShaped = false
            }
            let bytes = UnsafeRawBufferPointer(rebasing: text[piece.start..<piece.end])
            look(from: piece.start, to: piece.end)
            switch parser.parse(bytes, into: collector) {
            case .consumedAll: break
            case .textAfterQuote(let offset): throw textAfterQuote(at: piece.start + offset)
            case .outOfMemory: throw FileTrouble(operation: "read", path: file, code: ENOMEM)
            }
            if piece.contentEnd - extent.start > Limits.recordBytes,
                parser.isInsideRecord || collector.pointee.isRecordEnded
            {
                throw tooLong()
            }
            if piece.endsLine {
                line += 1
                lineStart = piece.end
            }
            if collector.pointee.isRecordEnded {
                return try endRecord(at: piece.contentEnd)
            }
        }
        guard !isFinished, position == text.count else { return false }
        isFinished = true
        guard parser.finish(into: collector) else { throw neverClosed() }
        return collector.pointee.isRecordEnded ? try endRecord(at: text.count) : false
    }

    private mutating func endRecord(at end: Int) throws -> Bool {
        extent.length = end - extent.start
        isOddlyShaped = isOddlyShaped || collector.pointee.hasStrayQuote
        guard collector.pointee.cellCount <= Limits.columns else {
            throw UnreadableFile(
                file: file,
                line: extent.line,
                problem: "the row has \(collector.pointee.cellCount) cells, more than the \(Limits.columns) allowed",
                remedy: "check that the file is a table and that \"\(Dialect.name(of: delimiter))\" is its delimiter"
            )
        }
        return true
    }

    /// Notes what keeps a record's bytes from standing in an output as they are: a TAB, which libcsv may have dropped
    /// from the front of a cell that a spreadsheet would run, and blanks around a quote, which other programs refuse.
    @inline(__always)
    private mutating func look(from start: Int, to end: Int) {
        if let quote = quotes.first(from: start, before: end), !isOddlyShaped {
            isOddlyShaped = hasBlankBesideQuote(quote..<end)
        }
        if delimiter != Byte.tab, tabs.first(from: start, before: end) != nil {
            isOddlyShaped = true
        }
    }

    private func hasBlankBesideQuote(_ range: Range<Int>) -> Bool {
        range.contains { index in
            guard text[index] == Byte.quote else { return false }
            return index > 0 && text[index - 1] == Byte.space || index + 1 < text.count && text[index + 1] == Byte.space
        }
    }
}

// What can be wrong with the text, put into words.
extension RecordReader {
    private func textAfterQuote(at offset: Int) -> UnreadableFile {
        let begun =
            line == extent.line ? "" : " (the row begins on line \(extent.line), where a quote may be left open)"
        return UnreadableFile(
            file: file,
            line: line,
            column: TextPosition.column(of: offset, lineStart: lineStart, in: text),
            problem: "text stands after a closing quote\(begun)",
            remedy: "write a quote inside a quoted cell twice (\"\"), or take the quotes away"
        )
    }

    private var openQuote: String {
        "a quote opened in cell \(collector.pointee.cellCount + 1) of the row that begins here"
    }

    private func neverClosed() -> UnreadableFile {
        UnreadableFile(
            file: file,
            line: extent.line,
            problem: "\(openQuote) is never closed",
            remedy: "close it, or take it away"
        )
    }

    private func tooLong() -> UnreadableFile {
        let limit = "\(Limits.recordBytes) bytes, the longest that a row or a cell may be"
        guard parser.isInsideQuotes else {
            return UnreadableFile(
                file: file,
                line: extent.line,
                problem: "the row that begins here is longer than \(limit)",
                remedy: "check that the file is a table with one row per line"
            )
        }
        return UnreadableFile(
            file: file,
            line: extent.line,
            problem: "\(openQuote) is not closed within \(limit)",
            remedy: "close it, or take it away"
        )
    }
}
