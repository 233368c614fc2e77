import Licensing
import Manifest

/// The ends of rows, from the status on, as the bytes that many rows share: quoted, guarded, ready to be copied.
struct RowEndings: Sendable {
    /// What the end of a row without a code depends on.
    struct Standing: Equatable {
        let status: RowStatus
        /// A number of `HoldTexts`.
        let holds: UInt32

        /// One of `Self.slots` numbers; the holds are mostly the same few.
        fileprivate var slot: Int {
            Int(((holds &* 8 &+ UInt32(status.rawValue)) &* 0x9E37_79B1) >> 20)
        }

        fileprivate static let slots = 4096
    }

    /// What stands in an ending of its own row alone, in the order of its holes; nothing behind the last.
    typealias Values = [4 of RowBuffer.Filling]

    static var noValues: Values { [.nothing, .nothing, .nothing, .nothing] }

    private var known: RowBuffer
    /// By slot: the one that came last.
    ///
    /// Not a dictionary, whose hashing would take most of a row's time.
    private var standing: [(key: Standing, cells: Range<Int>)?]
    private var refused: [(key: RowExplainer.Basis, cells: RowBuffer.Ending)?]

    /// How many bytes are kept before everything is forgotten: a file may end every row in a way of its own.
    private static let most = 1 << 18
    private static let refusedSlots = 4096

    init(_ dialect: Dialect) {
        known = RowBuffer(dialect)
        standing = Array(repeating: nil, count: Standing.slots)
        refused = Array(repeating: nil, count: Self.refusedSlots)
    }

    /// Ends the row begun in `text` if its end is known; tells whether it was.
    func end(_ text: inout RowBuffer, as key: Standing) -> Bool {
        guard let entry = standing[key.slot], entry.key == key else { return false }
        text.endRow(copying: entry.cells, of: known)
        return true
    }

    /// The same for a row that was refused, with its own values in the holes.
    func end(_ text: inout RowBuffer, as key: RowExplainer.Basis, _ values: Values) -> Bool {
        guard let entry = refused[key.mixed & (Self.refusedSlots - 1)], entry.key == key else { return false }
        text.endRow(copying: entry.cells, of: known, filling: values)
        return true
    }

    mutating func learn(_ key: Standing, _ cells: [String]) {
        let cells = put(cells)
        standing[key.slot] = (key, cells)
    }

    /// Learns the end of a row that was refused, unless there are more holes in it than values can be.
    mutating func learn(_ key: RowExplainer.Basis, _ cells: [String]) {
        let cells = put(cells)
        guard let ending = known.ending(cells) else { return }
        refused[key.mixed & (Self.refusedSlots - 1)] = (key, ending)
    }

    private mutating func put(_ cells: [String]) -> Range<Int> {
        if known.count > Self.most {
            known.removeAll()
            standing = Array(repeating: nil, count: Standing.slots)
            refused = Array(repeating: nil, count: Self.refusedSlots)
        }
        let start = known.count
        known.append(row: cells)
        return start..<known.count
    }
}
