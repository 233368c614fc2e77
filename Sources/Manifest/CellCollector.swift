/// What the callbacks of libcsv gather about the record being read: the wanted cells, and a few facts about all.
///
/// A plain struct of numbers and pointers, reached through a pointer: a class or an array in its place would cost more
/// than the parsing. Its owner allocates and frees the memory.
struct CellCollector {
    struct Range {
        var start = 0
        var length = 0
    }

    /// For each column of the header the slot its cell goes to, or -1.
    let slots: UnsafeMutableBufferPointer<Int32>
    /// For each slot where its cell stands in `bytes`.
    let cells: UnsafeMutableBufferPointer<Range>
    /// Room for the cells of the longest record allowed, with a zero behind each, so that it never has to grow: memory not
    /// touched costs nothing.
    let bytes: UnsafeMutableBufferPointer<UInt8>
    private var used = 0

    private(set) var cellCount = 0
    /// Whether any cell holds more than blanks.
    private(set) var hasContent = false
    /// Whether a cell beyond the header's last column holds more than blanks.
    private(set) var hasExtraContent = false
    /// Whether a cell starts with a byte that may have to be guarded when the record is copied.
    private(set) var needsGuard = false
    var hasStrayQuote = false
    var isRecordEnded = false

    /// - Parameters:
    ///   - width: how many columns the header has.
    ///   - wanted: the columns whose cells are kept, in the order of their slots.
    init(width: Int, wanted: [Int]) {
        slots = .allocate(capacity: width)
        slots.initialize(repeating: -1)
        cells = .allocate(capacity: wanted.count)
        cells.initialize(repeating: Range())
        bytes = .allocate(capacity: wanted.isEmpty ? 0 : Limits.recordBytes + 1)
        for (slot, column) in wanted.enumerated() where column < width {
            slots[column] = Int32(slot)
        }
    }

    func deallocate() {
        slots.deallocate()
        cells.deallocate()
        bytes.deallocate()
    }

    /// Makes ready for the next record.
    mutating func beginRecord() {
        used = 0
        cellCount = 0
        hasContent = false
        hasExtraContent = false
        needsGuard = false
        hasStrayQuote = false
        isRecordEnded = false
        cells.update(repeating: Range())
    }

    /// Takes one cell, as it stands between its delimiters or quotes.
    @inline(__always)
    mutating func take(_ start: UnsafeMutableRawPointer?, _ length: Int) {
        let column = cellCount
        cellCount = column + 1
        guard length > 0, let start else { return keepEmpty(column) }
        var cell = UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: length)
        if !Self.isPlain(first: cell[0], last: cell[length - 1]) {
            cell = prepare(cell)
            guard !cell.isEmpty else { return keepEmpty(column) }
        }
        hasContent = true
        guard column < slots.count else {
            hasExtraContent = true
            return
        }
        let slot = Int(slots[column])
        if slot >= 0 {
            keep(cell, in: slot)
        }
    }

    /// Whether a cell with these ends is a letter, a digit or the like at both, with nothing to trim, strip or guard.
    ///
    /// Nearly every cell is, and is told so by two bytes.
    @inline(__always)
    private static func isPlain(first: UInt8, last: UInt8) -> Bool {
        first >= 0x30 && first < 0x80 && !FormulaGuard.isDangerous(first) && last > Byte.space
            && last != Byte.noBreakSpaceTail
    }

    /// The cell trimmed, its formula guard taken off.
    ///
    /// Notes a first byte that may have to be guarded in a copy: a blank may hide one, and the copier looks closer.
    @inline(never)
    private mutating func prepare(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let first = cell[0]
        if first <= Byte.space || first == Byte.noBreakSpaceLead || FormulaGuard.isDangerous(first) {
            needsGuard = true
        }
        return FormulaGuard.reading(cell)
    }

    @inline(__always)
    private mutating func keep(_ cell: UnsafeBufferPointer<UInt8>, in slot: Int) {
        // A record's cells are never longer than the record, and that is held to the size of the room.
        guard let source = cell.baseAddress, let room = bytes.baseAddress, used + cell.count < bytes.count else {
            return
        }
        (room + used).update(from: source, count: cell.count)
        room[used + cell.count] = 0
        cells[slot] = Range(start: used, length: cell.count)
        used += cell.count + 1
    }

    /// Keeps the place of a cell without content among the others.
    @inline(__always)
    private mutating func keepEmpty(_ column: Int) {
        guard column < slots.count, slots[column] >= 0, used < bytes.count else { return }
        bytes[used] = 0
        cells[Int(slots[column])] = Range(start: used, length: 0)
        used += 1
    }

    /// What a kept cell holds.
    @inline(__always)
    func bytes(of cell: Range) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes.baseAddress.map { $0 + cell.start }, count: cell.length)
    }

    /// What the cells of several slots hold, with a zero between any two; nil unless they were kept in this order, with no
    /// other between them.
    @inline(__always)
    func bytes(ofAdjacent slots: ClosedRange<Int>) -> UnsafeBufferPointer<UInt8>? {
        for slot in slots.dropFirst() where cells[slot].start != cells[slot - 1].start + cells[slot - 1].length + 1 {
            return nil
        }
        let (first, last) = (cells[slots.lowerBound], cells[slots.upperBound])
        return bytes(of: Range(start: first.start, length: last.start + last.length - first.start))
    }
}
