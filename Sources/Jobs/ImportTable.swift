import Glibc
import Manifest

/// One file of an import being read: its rows, its bad lines, its progress.
struct ImportTable: Sendable {
    let format: DirectoryFormat
    private let file: CSVFile
    private let columns: [Int?]
    private let progress: @Sendable (_ done: Int, _ total: Int) throws -> Void

    init(
        folder: String,
        format: DirectoryFormat,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        file = try CSVFile.open(path: folder + "/" + format.fileName)
        self.format = format
        self.progress = progress
        columns = try file.indices(of: format.columns)
    }

    /// Calls `body` with each row that has all needed cells and no extra ones; the others are problems.
    ///
    /// The cells stand in the order of `DirectoryFormat.columns` and are only valid inside the call.
    ///
    /// - Parameters:
    ///   - body: called with each row.
    ///   - end: called behind the last row, for what shows only then.
    /// - Throws: `ImportRefused` at the end when any row was bad, and what `body` throws.
    func forEachRow(
        _ body: (_ line: Int, _ cells: [UnsafeBufferPointer<UInt8>], _ problems: inout ProblemCollector) throws -> Void,
        atEnd end: (_ problems: inout ProblemCollector) -> Void = { _ in }
    ) throws {
        var problems = ProblemCollector(file: format.fileName)
        let specs = format.columns
        let wanted = columns.indices.filter { columns[$0] != nil }
        let needed = specs.indices.filter { specs[$0].isNeeded }
        var cells = [UnsafeBufferPointer<UInt8>](
            repeating: UnsafeBufferPointer(start: nil, count: 0),
            count: specs.count
        )
        let total = file.spool.byteCount
        var count = 0
        // What was read is not read again, and mapped pages count as memory.
        var released = 0
        try file.forEachRecord(columns: columns.compactMap(\.self)) { record in
            count += 1
            if count & 0x3FFF == 0 {
                try progress(record.start, total)
                file.spool.releasePages(in: released..<record.start)
                released = record.start
            }
            for (place, column) in wanted.enumerated() { cells[column] = record.cell(place) }
            if record.hasExtraCells {
                problems.add(.extraField, line: record.line, Self.extraField)
            } else if let column = needed.first(where: { cells[$0].isEmpty }) {
                problems.add(.missingField, line: record.line, "\(specs[column].name) is empty: fill it in")
            } else {
                try body(record.line, cells, &problems)
            }
        }
        try progress(total, total)
        end(&problems)
        try problems.check()
    }

    private static let extraField =
        "more cells than the header has columns: put quotes around cells that hold a delimiter"
}

/// The text of a cell.
func text(_ cell: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: cell, as: UTF8.self)
}

extension UnsafeBufferPointer<UInt8> {
    /// Compared as memory, which is many times faster than element by element.
    func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
        return memcmp(start, otherStart, count) == 0
    }
}
