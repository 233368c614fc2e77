import Licensing
import Manifest

/// The ends of rows, from the status on, as the bytes that many rows share: quoted, guarded, ready to be copied.
struct RowEndings: Sendable {
    /// What the end of a row without a code depends on.
    struct Standing: Equatable {
        let status: RowStatus
        /// Numbers of `HoldTexts`.
        let before: UInt32
        let after: UInt32

        /// One of `Self.slots` numbers; the two holds are mostly the same few.
        fileprivate var slot: Int {
            let mixed = (before &* 31 &+ after) &* 8 &+ UInt32(status.rawValue)
            return Int(mixed % UInt32(Self.slots))
        }

        fileprivate static let slots = 1024
    }

    private var known: RowBuffer
    /// By slot: the one that came last.
    ///
    /// Not a dictionary, whose hashing would take most of a row's time.
    private var standing: [(key: Standing, cells: Range<Int>)?]
    private var refused: [(key: RowExplainer.Basis, cells: Range<Int>, hole: Range<Int>)?]

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

    /// The same for a row that was refused, with what its message says in place of the other's `value`.
    func end(_ text: inout RowBuffer, as key: RowExplainer.Basis, value: String) -> Bool {
        guard let entry = refused[key.mixed & (Self.refusedSlots - 1)], entry.key == key else { return false }
        text.endRow(copying: entry.cells, of: known, replacing: entry.hole, with: value)
        return true
    }

    mutating func learn(_ key: Standing, _ cells: [String]) {
        let cells = put(cells)
        standing[key.slot] = (key, cells)
    }

    /// Learns the end of a row that was refused, unless `value` stands there more than once or not as it is.
    mutating func learn(_ key: RowExplainer.Basis, _ cells: [String], value: String) {
        let cells = put(cells)
        guard let hole = known.place(of: value, in: cells) else { return }
        refused[key.mixed & (Self.refusedSlots - 1)] = (key, cells, hole)
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
