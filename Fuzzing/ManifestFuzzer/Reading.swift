import Manifest

/// The records of a file, or of a part of it, with all that is told about them.
struct Reading: Equatable {
    struct Row: Equatable {
        var line: Int
        let start: Int
        let length: Int
        /// By column of the header.
        let cells: [[UInt8]]
        let cellCount: Int
        let hasExtraCells: Bool
        let copiesVerbatim: Bool
    }

    private(set) var rows: [Row] = []
    /// Where the next record may begin, and the physical line of that.
    private(set) var end: Int
    private(set) var line: Int

    /// Appends what was read behind this, its lines moved down by so many.
    mutating func append(_ next: Reading, movedBy lines: Int) {
        for var row in next.rows {
            row.line += lines
            rows.append(row)
        }
        end = next.end
        line = next.line + lines
    }

    init(end: Int, line: Int) {
        self.end = end
        self.line = line
    }

    fileprivate init(_ file: CSVFile, _ range: Range<Int>, line: Int) throws {
        self.init(end: range.lowerBound, line: line)
        let columns = Array(file.columnNames.indices)
        let reached = try file.forEachRecord(columns: columns, in: range, line: line) { record in
            rows.append(
                Row(
                    line: record.line,
                    start: record.start,
                    length: record.length,
                    cells: columns.map { Array(record.cell($0)) },
                    cellCount: record.cellCount,
                    hasExtraCells: record.hasExtraCells,
                    copiesVerbatim: record.copiesVerbatim
                )
            )
        }
        (end, self.line) = reached
    }
}

extension CSVFile {
    func readWhole() throws -> Reading {
        try Reading(self, body.range, line: body.line)
    }

    /// Reads as a run does: each section on the guess that a record begins there, and again where that was wrong.
    func readInSections() throws -> Reading {
        var reading = Reading(end: body.range.lowerBound, line: body.line)
        for section in sections {
            let guess = Result { try Reading(self, section, line: 0) }
            guard reading.end < section.upperBound else { continue }
            if reading.end == section.lowerBound, case .success(let next) = guess {
                reading.append(next, movedBy: reading.line)
            } else {
                let next = try Reading(self, reading.end..<section.upperBound, line: reading.line)
                reading.append(next, movedBy: 0)
            }
        }
        return reading
    }
}
