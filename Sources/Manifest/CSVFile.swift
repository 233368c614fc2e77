/// A CSV file with a header, opened for reading: the copy of its bytes, its dialect and its columns.
package struct CSVFile: Sendable {
    package let spool: Spool
    package let dialect: Dialect
    /// The names of the columns as the header has them: trimmed, formula guards taken off; some may be empty.
    package let columnNames: [String]
    let header: RecordExtent
    /// Where the first record may begin, and on which line.
    private let bodyStart: Int
    private let bodyLine: Int
    let pieceSize: Int

    /// Opens a file, or standard input when the path is `-`, and reads its header.
    ///
    /// - Throws: `UnreadableFile` when it is no table with a header, `FileTrouble` when the machine fails.
    package static func open(path: String, options: ReadingOptions = ReadingOptions()) throws -> CSVFile {
        try CSVFile(Spool.read(path: path, options: options), options: options)
    }

    init(_ spool: Spool, options: ReadingOptions) throws {
        let found = try DialectFinder(spool.bytes, file: spool.name, named: options.delimiter)
        var reader = RecordReader(
            spool,
            found.dialect,
            in: found.start..<spool.byteCount,
            line: found.line,
            width: 0,
            wanted: [],
            pieceSize: options.readSize
        )
        guard try reader.next() else { throw Self.noHeader(spool) }
        header = reader.extent
        guard reader.collector.pointee.hasExtraContent else { throw Self.namelessHeader(spool, line: header.line) }
        let cells = RawCells(
            spool,
            start: header.start,
            length: header.length,
            delimiter: found.dialect.delimiter
        )
        columnNames = cells.texts
        (bodyStart, bodyLine) = (reader.position, reader.nextLine)
        self.spool = spool
        dialect = found.dialect
        pieceSize = options.readSize
        if try reader.next() {
            try refuseHeader(standingAgainAt: reader.extent)
        }
    }

    /// The columns that are carried into the results: all but those that hold an earlier result.
    package var carriedColumns: [Int] {
        columnNames.indices.filter { !columnNames[$0].lowercased().hasPrefix("result_") }
    }

    /// Whether what is written in the manner of this file begins with a byte order mark.
    package var wantsByteOrderMark: Bool {
        spool.hadByteOrderMark || spool.encoding != .utf8
    }

    /// Where records may stand, and the physical line on which that begins.
    package var body: (range: Range<Int>, line: Int) { (bodyStart..<max(bodyStart, spool.byteCount), bodyLine) }

    /// Calls `body` once per record, in the order of the file.
    ///
    /// Blank lines, and records whose cells are all empty, are no records. The memory of what was read is given back
    /// on the way.
    ///
    /// - Parameters:
    ///   - columns: the columns whose cells are wanted; `Record.cell` counts by their order here.
    ///   - body: is given each record; what it throws ends the reading.
    /// - Throws: `UnreadableFile` at the first place that cannot be read, and whatever `body` throws.
    package func forEachRecord(columns: [Int], _ body: (borrowing Record) throws -> Void) throws {
        _ = try forEachRecord(columns: columns, in: self.body.range, line: self.body.line, body)
    }

    /// The same for the records that begin in a part of `body`.
    ///
    /// - Parameters:
    ///   - columns: the columns whose cells are wanted.
    ///   - range: begins where a record may begin.
    ///   - line: the physical line of its start.
    ///   - body: is given each record.
    /// - Returns: where the next record may begin, which is behind the range when its last record goes on there, and the
    ///   physical line of that.
    /// - Throws: as above.
    package func forEachRecord(
        columns: [Int],
        in range: Range<Int>,
        line: Int,
        _ body: (borrowing Record) throws -> Void
    ) throws -> (end: Int, line: Int) {
        let width = columnNames.count
        let carriesAll = carriedColumns.count == width
        var reader = RecordReader(
            spool,
            dialect,
            in: range,
            line: line,
            width: width,
            wanted: columns,
            pieceSize: pieceSize
        )
        let collector = UnsafePointer(reader.collector)
        var released = range.lowerBound
        while try reader.next() {
            guard collector.pointee.hasContent else { continue }
            let isPlain = carriesAll && !reader.isOddlyShaped && !collector.pointee.needsGuard
            let isVerbatim = isPlain && collector.pointee.cellCount == width
            try body(Record(collector, reader.extent, copiesVerbatim: isVerbatim))
            if reader.position - released >= Self.releaseStep {
                spool.releasePages(in: released..<reader.position)
                released = reader.position
            }
        }
        spool.releasePages(in: released..<reader.position)
        return (reader.position, reader.nextLine)
    }

    /// How many bytes are read before their memory is given back.
    private static let releaseStep = 8 << 20

    /// A header pasted twice would otherwise be a row like any other.
    private func refuseHeader(standingAgainAt extent: RecordExtent) throws {
        let again = RawCells(
            spool,
            start: extent.start,
            length: extent.length,
            delimiter: dialect.delimiter
        ).texts
        guard columnNames.count > 1, again.map({ $0.lowercased() }) == columnNames.map({ $0.lowercased() }) else {
            return
        }
        throw UnreadableFile(
            file: spool.name,
            line: extent.line,
            problem: "the header stands there a second time",
            remedy: "take one of the two lines out"
        )
    }

    private static func noHeader(_ spool: Spool) -> UnreadableFile {
        UnreadableFile(
            file: spool.name,
            problem: "it is empty but for blank lines",
            remedy: "the first line must name the columns; seatwise template prints one"
        )
    }

    private static func namelessHeader(_ spool: Spool, line: Int) -> UnreadableFile {
        UnreadableFile(
            file: spool.name,
            line: line,
            problem: "the header names no columns, all its cells are empty",
            remedy: "the first line must name the columns; take empty rows above them out"
        )
    }
}
