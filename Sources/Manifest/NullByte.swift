/// A NUL in a text: the mark of a damaged file, of one that is no text, or of UTF-16 that does not say so.
enum NullByte {
    static func refusal(
        file: String,
        at offset: Int,
        head: [UInt8],
        in copy: TemporaryFile
    ) throws -> UnreadableFile {
        let text = try MappedFile(copy, byteCount: offset + 1)
        let line = TextPosition.line(of: offset, in: text.bytes)
        // Text of ours in UTF-16 has a NUL in nearly every pair of bytes, always on the same side.
        let even = stride(from: 0, to: head.count, by: 2).count { head[$0] == 0 }
        let odd = stride(from: 1, to: head.count, by: 2).count { head[$0] == 0 }
        guard max(even, odd) * 4 >= head.count, min(even, odd) == 0 else {
            return refusal(file: file, line: line)
        }
        let encoding: TextEncoding = odd > even ? .utf16LittleEndian : .utf16BigEndian
        return UnreadableFile(
            file: file,
            line: line,
            problem: "it holds NUL bytes, and looks like UTF-16 without a byte order mark",
            remedy: "read it with --encoding \(encoding.rawValue), or save it as \"CSV UTF-8\""
        )
    }

    static func refusal(file: String, line: Int) -> UnreadableFile {
        UnreadableFile(
            file: file,
            line: line,
            problem: "a NUL byte stands there",
            remedy: "the file is damaged or no text: save it again as \"CSV UTF-8\""
        )
    }
}
