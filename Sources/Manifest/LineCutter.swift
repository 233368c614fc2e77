/// Cuts a text at the ends of its physical lines: LF, CRLF and CR.
///
/// A line longer than the piece size comes in several pieces. The whole text is at hand, so a CR is never parted from
/// its LF.
struct LineCutter {
    struct Piece {
        var start: Int
        /// Where the line end begins, or the piece ends.
        var contentEnd: Int
        var end: Int
        var endsLine: Bool
    }

    private let text: UnsafeRawBufferPointer
    private let pieceSize: Int
    private(set) var position: Int
    private var feeds: ByteFinder
    private var returns: ByteFinder

    init(_ text: UnsafeRawBufferPointer, from start: Int, pieceSize: Int) {
        self.text = text
        self.pieceSize = pieceSize
        position = start
        feeds = ByteFinder(Byte.lineFeed, in: text, from: start)
        returns = ByteFinder(Byte.carriageReturn, in: text, from: start)
    }

    @inline(__always)
    mutating func next() -> Piece? {
        let start = position
        guard start < text.count else { return nil }
        let limit = min(start + pieceSize, text.count)
        let feed = feeds.first(from: start, before: limit)
        if let end = returns.first(from: start, before: feed ?? limit) {
            let isPair = end + 1 < text.count && text[end + 1] == Byte.lineFeed
            position = end + (isPair ? 2 : 1)
            return Piece(start: start, contentEnd: end, end: position, endsLine: true)
        }
        let end = feed ?? limit
        position = feed == nil ? end : end + 1
        return Piece(start: start, contentEnd: end, end: position, endsLine: feed != nil)
    }
}
