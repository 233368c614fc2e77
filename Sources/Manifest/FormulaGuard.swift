/// Keeps cells from being run as formulas by a spreadsheet program, in a way that can be taken back.
///
/// A cell that starts with `=`, `+`, `-`, `@`, TAB, CR or LF, with any number of `'` before it, is written with one more
/// `'` in front; reading takes exactly one off. Cells are compared as bytes: a `Character` may be `=` and an accent.
enum FormulaGuard {
    static let mark = Byte.apostrophe

    /// Whether a spreadsheet program may take a cell that starts with this byte for something to run.
    @inline(__always)
    static func isDangerous(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x3D, 0x2B, 0x2D, 0x40, Byte.tab, Byte.carriageReturn, Byte.lineFeed: true
        default: false
        }
    }

    /// Whether the cell has to be written with one more mark in front.
    static func needsMark(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = cell.first(where: { $0 != mark }) else { return false }
        return isDangerous(first)
    }

    /// What a cell says: the blanks around it dropped, and the mark that a writer put in front.
    ///
    /// A mark may guard a TAB or a line end in front of a cell. It makes no difference then: they are blanks, with it as
    /// without it.
    static func reading(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var cell = Blanks.trimStart(cell)
        while cell.first == mark, needsMark(cell) {
            cell = removingMark(cell)
            guard let first = cell.first, Blanks.isASCII(first) else { break }
            cell = Blanks.trimStart(cell)
        }
        return Blanks.trimEnd(cell)
    }

    /// The cell without the mark that a writer put in front.
    static func removingMark(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard cell.first == mark, needsMark(cell) else { return cell }
        return UnsafeBufferPointer(rebasing: cell[1...])
    }
}
