import Manifest

/// Some records of a manifest on their way from the thread that parses to the one that resolves.
struct RecordBatch: Sendable {
    struct Record: Sendable {
        let line: Int
        let start: Int
        let length: Int
        let copiesVerbatim: Bool
        let hasExtraCells: Bool
    }

    private(set) var records: [Record] = []
    /// The cells of all records one behind the other, and where each ends.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private let columnCount: Int

    /// Records that travel together: few enough for both threads to find them in the cache.
    static let size = 2048

    init(columnCount: Int) {
        self.columnCount = columnCount
        records.reserveCapacity(Self.size)
        ends.reserveCapacity(Self.size * columnCount)
        bytes.reserveCapacity(Self.size * 96)
    }

    var isFull: Bool { records.count >= Self.size }

    mutating func append(_ record: borrowing Manifest.Record) {
        records.append(
            Record(
                line: record.line,
                start: record.start,
                length: record.length,
                copiesVerbatim: record.copiesVerbatim,
                hasExtraCells: record.hasExtraCells
            )
        )
        for column in 0..<columnCount {
            bytes.append(contentsOf: record.cell(column))
            ends.append(bytes.count)
        }
    }

    /// Calls `body` with the cell of a record, as the manifest's columns are counted.
    func cell<Outcome>(
        _ column: Int,
        of record: Int,
        _ body: (Span<UInt8>) throws -> Outcome
    ) rethrows -> Outcome {
        let index = record * columnCount + column
        let start = index == 0 ? 0 : ends[index - 1]
        return try body(bytes.span.extracting(start..<ends[index]))
    }
}
