extension CSVFile {
    /// Cuts `body` into stretches that begin on a new line, for several readers at once.
    ///
    /// That a line begins there does not mean that a record does: a quoted cell may go on over the end of a line. It is a
    /// guess that is nearly always right, and `forEachRecord(columns:in:line:)` tells whether it was: when the stretch
    /// before ended where this one begins.
    ///
    /// They stand one behind the other; a file of a header alone has none. They are large enough for the names in them to
    /// repeat, small enough for all readers to be busy to the end, and do not depend on how many readers there are.
    package var sections: [Range<Int>] {
        let size = pieceSize * Self.piecesPerSection
        var sections: [Range<Int>] = []
        var start = body.range.lowerBound
        while start < body.range.upperBound {
            let end = lineStart(from: min(start + size, body.range.upperBound))
            sections.append(start..<end)
            start = end
        }
        return sections
    }

    /// With pieces of their usual size, sections have 2 MiB.
    private static let piecesPerSection = 8

    /// The first place at or behind `place` where a line begins, or the end of the text.
    private func lineStart(from place: Int) -> Int {
        let text = spool.bytes
        var lines = LineCutter(text, from: place, pieceSize: 1 << 16)
        while let piece = lines.next() {
            if piece.endsLine { return piece.end }
        }
        return text.count
    }
}
