/// The second pass over an input that is not UTF-8: its text written as UTF-8, without a mark, to a new file.
struct Transcoder: ~Copyable {
    let copy: TemporaryFile
    private(set) var byteCount = 0
    private let name: String
    private let source: MappedFile
    private var output: [UInt8] = []
    private var released = 0

    /// How many bytes are gathered before they are written.
    private static let outputSize = 1 << 18

    init(of source: MappedFile, name: String) throws {
        copy = try TemporaryFile()
        self.name = name
        self.source = source
        output.reserveCapacity(Self.outputSize + 8)
    }

    /// Writes all of the text from `start`, which is behind the byte order mark.
    mutating func run(_ encoding: TextEncoding, from start: Int) throws {
        switch encoding {
        case .utf8, .windows1252: try readWindows1252(from: start)
        case .utf16LittleEndian: try readUTF16(from: start, highByte: 1)
        case .utf16BigEndian: try readUTF16(from: start, highByte: 0)
        }
        try drain(readUpTo: source.bytes.count)
    }

    private mutating func readWindows1252(from start: Int) throws {
        let bytes = source.bytes
        for index in start..<bytes.count {
            guard let scalar = Windows1252.scalar(bytes[index]) else {
                let shown = MessageText.byte(bytes[index])
                throw UnreadableFile(
                    file: name,
                    line: TextPosition.line(of: index, in: bytes),
                    problem: "the byte \(shown) at offset \(index) means nothing in windows-1252",
                    remedy: "the file is neither UTF-8 nor windows-1252: save it again as \"CSV UTF-8\""
                )
            }
            guard scalar.value != 0 else {
                throw NullByte.refusal(file: name, line: TextPosition.line(of: index, in: bytes))
            }
            try append(scalar, readUpTo: index)
        }
    }

    /// Reads pairs of bytes; the byte at `highByte` of each pair is the more significant.
    private mutating func readUTF16(from start: Int, highByte: Int) throws {
        let bytes = source.bytes
        func unit(_ index: Int) -> UInt16 {
            UInt16(bytes[index + highByte]) << 8 | UInt16(bytes[index + 1 - highByte])
        }
        var lines = LineCounter()
        var index = start
        while index < bytes.count {
            guard index + 1 < bytes.count else {
                throw refusal(lines, problem: "half a character stands at the end of the file (an odd number of bytes)")
            }
            let first = unit(index)
            lines.take(first)
            guard first != 0 else { throw NullByte.refusal(file: name, line: lines.line) }
            var value = UInt32(first)
            index += 2
            if UTF16.isLeadSurrogate(first), index + 1 < bytes.count, UTF16.isTrailSurrogate(unit(index)) {
                value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit(index)) - 0xDC00)
                index += 2
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw refusal(lines, problem: "half of a surrogate pair stands at offset \(index - 2)")
            }
            try append(scalar, readUpTo: index)
        }
    }

    private func refusal(_ lines: LineCounter, problem: String) -> UnreadableFile {
        UnreadableFile(
            file: name,
            line: lines.line,
            problem: problem,
            remedy: "the UTF-16 is damaged: save the file again as \"CSV UTF-8\""
        )
    }

    @inline(__always)
    private mutating func append(_ scalar: Unicode.Scalar, readUpTo end: Int) throws {
        if scalar.isASCII {
            output.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            output.append(contentsOf: scalar.utf8)
        }
        if output.count >= Self.outputSize {
            try drain(readUpTo: end)
        }
    }

    private mutating func drain(readUpTo end: Int) throws {
        if let trouble = output.withUnsafeBytes({ copy.write($0) }) { throw trouble }
        byteCount += output.count
        output.removeAll(keepingCapacity: true)
        source.releasePages(in: released..<end)
        released = end
    }
}
