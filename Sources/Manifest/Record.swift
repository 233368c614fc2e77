/// A record while it is being read.
///
/// Its cells are only valid inside the call that was given it.
package struct Record: ~Copyable {
    private let collector: UnsafePointer<CellCollector>
    /// The physical line of the input on which the record starts.
    package let line: Int
    /// Where the record begins in the text of the spool.
    package let start: Int
    /// How many bytes it takes there, without its line end.
    package let length: Int
    /// Whether its bytes may stand in an output as they are; see `RowCopier`.
    package let copiesVerbatim: Bool

    init(_ collector: UnsafePointer<CellCollector>, _ extent: RecordExtent, copiesVerbatim: Bool) {
        self.collector = collector
        line = extent.line
        start = extent.start
        length = extent.length
        self.copiesVerbatim = copiesVerbatim
    }

    /// How many cells the record has, empty ones included.
    package var cellCount: Int { collector.pointee.cellCount }

    /// Whether it has more cells that are not empty than the header has columns.
    package var hasExtraCells: Bool { collector.pointee.hasExtraContent }

    /// The cell of the `index`th wanted column: trimmed, its formula guard taken off; empty when the record is shorter.
    package func cell(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        collector.pointee.bytes(of: collector.pointee.cells[index])
    }

    /// The cells of several wanted columns one behind the other, with a zero between any two.
    ///
    /// - Parameters:
    ///   - indices: of the wanted columns.
    ///   - room: holds the cells where they do not stand like this in the record.
    ///   - body: is given them, valid inside the call only.
    /// - Returns: what `body` returns.
    package func withCells<Result>(
        _ indices: ClosedRange<Int>,
        room: inout [UInt8],
        _ body: (Span<UInt8>) -> Result
    ) -> Result {
        if let cells = collector.pointee.bytes(ofAdjacent: indices) { return body(cells.span) }
        room.removeAll(keepingCapacity: true)
        for index in indices {
            if index > indices.lowerBound { room.append(0) }
            room.append(contentsOf: cell(index))
        }
        return body(room.span)
    }
}

/// Where a record stands.
struct RecordExtent: Sendable, Equatable {
    /// The physical line it starts on.
    var line: Int
    /// The first of its bytes in the spool, and their number without the line end.
    var start: Int
    var length: Int
}
