extension CSVFile {
    /// Cuts `body` into stretches that begin on a new line, for several readers at once.
    ///
    /// That a line begins there does not mean that a record does: a quoted cell may go on over the end of a line. It is a
    /// guess that is nearly always right, and `forEachRecord(columns:in:line:)` tells whether it was: when the stretch
    /// before ended where this one begins.
    ///
    /// - Parameter size: bytes of a stretch, at least.
    /// - Returns: the stretches one behind the other; none when the file is a header alone.
    package func sections(of size: Int) -> [Range<Int>] {
        var sections: [Range<Int>] = []
        var start = body.range.lowerBound
        while start < body.range.upperBound {
            let end = lineStart(from: min(start + size, body.range.upperBound))
            sections.append(start..<end)
            start = end
        }
        return sections
    }

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
