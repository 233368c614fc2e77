import Manifest

extension Spool {
    /// A copy of the whole text.
    var text: [UInt8] { withBytes { Array($0) } }
}

/// What a reader made of a file: every record with all that is told about it.
struct Reading: Equatable {
    struct Row: Equatable {
        var line: Int
        var start: Int
        var length: Int
        var cells: [String]
        var cellCount: Int
        var hasExtraCells: Bool
        var copiesVerbatim: Bool
    }

    var columnNames: [String]
    var rows: [Row] = []

    /// All cells, the header's first.
    var table: [[String]] { [columnNames] + rows.map(\.cells) }

    init(_ file: CSVFile) throws {
        columnNames = file.columnNames
        try file.forEachRecord(columns: Array(file.columnNames.indices)) { record in
            rows.append(
                Row(
                    line: record.line,
                    start: record.start,
                    length: record.length,
                    cells: file.columnNames.indices.map { String(decoding: record.cell($0), as: UTF8.self) },
                    cellCount: record.cellCount,
                    hasExtraCells: record.hasExtraCells,
                    copiesVerbatim: record.copiesVerbatim
                )
            )
        }
    }

    /// Reads bytes as a file.
    static func of(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws -> Reading {
        let scratch = try ScratchFiles()
        return try Reading(CSVFile.open(path: scratch.write(bytes), options: options))
    }

    static func of(_ text: String, _ options: ReadingOptions = ReadingOptions()) throws -> Reading {
        try of(Array(text.utf8), options)
    }

    /// Why bytes are refused; nil when they are read without complaint.
    static func refusal(of bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws -> UnreadableFile? {
        do {
            _ = try of(bytes, options)
            return nil
        } catch let refusal as UnreadableFile {
            return refusal
        }
    }
}
