import Licensing
import Manifest

/// The ends of rows, from the status on, as the bytes that many rows share: quoted, guarded, ready to be copied.
struct RowEndings: Sendable {
    /// What the end of a row without a code depends on.
    struct Standing: Hashable {
        /// The three as one number, which is hashed faster than three.
        private let number: UInt64

        /// - Parameters:
        ///   - before: a number of `HoldTexts`, of which there are no more than rows: less than 2^30.
        ///   - after: likewise.
        init(status: RowStatus, before: UInt32, after: UInt32) {
            number = UInt64(before) << 34 | UInt64(after) << 4 | UInt64(status.rawValue)
        }
    }

    private var known: RowBuffer
    private var standing: [Standing: Range<Int>] = [:]
    private var refused: [RowExplainer.Basis: Range<Int>] = [:]

    /// How many bytes are kept before everything is forgotten: a file may end every row in a way of its own.
    private static let most = 1 << 18

    init(_ dialect: Dialect) {
        known = RowBuffer(dialect)
    }

    /// Ends the row begun in `text` if its end is known; tells whether it was.
    func end(_ text: inout RowBuffer, as key: Standing) -> Bool {
        guard let cells = standing[key] else { return false }
        text.endRow(copying: cells, of: known)
        return true
    }

    /// The same for a row that was refused.
    func end(_ text: inout RowBuffer, as key: RowExplainer.Basis) -> Bool {
        guard let cells = refused[key] else { return false }
        text.endRow(copying: cells, of: known)
        return true
    }

    mutating func learn(_ key: Standing, _ cells: [String]) {
        standing[key] = put(cells)
    }

    mutating func learn(_ key: RowExplainer.Basis, _ cells: [String]) {
        refused[key] = put(cells)
    }

    private mutating func put(_ cells: [String]) -> Range<Int> {
        if known.count > Self.most {
            known.removeAll()
            standing.removeAll(keepingCapacity: true)
            refused.removeAll(keepingCapacity: true)
        }
        let start = known.count
        known.append(row: cells)
        return start..<known.count
    }
}
