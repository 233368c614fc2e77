/// The first pass over an input: it is copied as it came, and looked at to learn its encoding.
struct Intake: ~Copyable {
    let copy: TemporaryFile
    let digest: InputDigest
    let byteCount: Int
    let mark: ByteOrderMark?
    let encoding: TextEncoding

    /// Copies the input to its end; throws as soon as it is clear that it is no text that can be read.
    init(_ input: borrowing InputFile, options: ReadingOptions) throws {
        let copy = try options.keepingFolder.map { try TemporaryFile(in: $0) } ?? TemporaryFile()
        let digest = InputDigest(of: copy)
        let thread = CopyThread(to: copy, followedBy: digest, bufferSize: options.readSize)
        var scanner = UTF8Scanner()
        var head: [UInt8] = []
        var mark: ByteOrderMark?
        var isHeadKnown = false
        for turn in 0... {
            let chunk = try thread.take(turn) { try input.read(into: $0) }
            scanner.scan(chunk)
            if !isHeadKnown {
                head += chunk.prefix(Self.headSize - head.count)
                isHeadKnown = chunk.isEmpty || head.count == Self.headSize
                if isHeadKnown {
                    mark = try Self.mark(of: head, file: input.name, options: options)
                }
            }
            if isHeadKnown, let null = scanner.firstNull, !Self.isUTF16(options.encoding ?? mark?.encoding) {
                try thread.finish()
                throw try NullByte.refusal(file: input.name, at: null, head: head, in: copy)
            }
            if chunk.isEmpty { break }
        }
        scanner.finish()
        try thread.finish()
        copy.beginBringingToDisk()
        guard scanner.offset > 0 else {
            throw UnreadableFile(
                file: input.name,
                problem: "it is empty",
                remedy: "the first line must name the columns; seatwise template prints one"
            )
        }
        encoding = try Self.encoding(scanner, mark: mark, options: options, file: input.name, copy: copy)
        self.mark = mark
        self.copy = copy
        self.digest = digest
        byteCount = scanner.offset
    }

    /// How many of the first bytes are enough to know a signature or a mark, and to guess at UTF-16 without one.
    private static let headSize = 64

    private static func isUTF16(_ encoding: TextEncoding?) -> Bool {
        encoding == .utf16LittleEndian || encoding == .utf16BigEndian
    }

    /// The mark at the head of the file, once it is clear that it is text and that the user says nothing else.
    private static func mark(of head: [UInt8], file: String, options: ReadingOptions) throws -> ByteOrderMark? {
        if let signature = FileSignature.find(in: head) {
            throw signature.refusal(of: file)
        }
        guard let mark = ByteOrderMark.find(in: head) else { return nil }
        guard let found = mark.encoding else {
            throw UnreadableFile(
                file: file,
                line: 1,
                problem: "it is written in UTF-32",
                remedy: "save it as \"CSV UTF-8\""
            )
        }
        if let named = options.encoding, named != found {
            let marked = "it begins with the byte order mark of \(found.rawValue)"
            throw UnreadableFile(
                file: file,
                line: 1,
                problem: "\(marked), but --encoding says \(named.rawValue)",
                remedy: "leave --encoding out"
            )
        }
        return mark
    }

    /// Settles the encoding when all of the input has been seen.
    private static func encoding(
        _ scanner: UTF8Scanner,
        mark: ByteOrderMark?,
        options: ReadingOptions,
        file: String,
        copy: TemporaryFile
    ) throws -> TextEncoding {
        if let certain = options.encoding ?? mark?.encoding, certain != .utf8 { return certain }
        guard let invalid = scanner.firstInvalid else { return .utf8 }
        if options.encoding == nil, mark == nil, !scanner.hasMultibyte { return .windows1252 }
        let text = try MappedFile(copy, byteCount: scanner.offset)
        let shown = MessageText.byte(text.bytes[invalid])
        let others = "mend that character, or name another encoding with --encoding"
        throw UnreadableFile(
            file: file,
            line: TextPosition.line(of: invalid, in: text.bytes),
            problem: "the byte \(shown) at offset \(invalid) is not valid UTF-8",
            remedy: options.encoding == nil ? "most of the file is UTF-8: \(others)" : others
        )
    }
}
