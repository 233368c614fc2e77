/// An input copied once to a file without a name, and mapped from there as UTF-8 without a byte order mark.
///
/// Everything is read from this copy: the digest, the judgement and the results are of the same bytes, whatever happens
/// to the original meanwhile, and a pipe can be read twice.
package final class Spool: Sendable {
    /// What messages call the input: its path, or "standard input".
    package let name: String
    package let encoding: TextEncoding
    package let hadByteOrderMark: Bool
    /// The size of the input as it came, in bytes.
    package let originalByteCount: Int
    /// Which file the input was; nil when it cannot be told.
    package let identity: FileIdentity?

    /// The input as it came.
    let copy: TemporaryFile
    private let digest: @Sendable () throws -> String
    private let map: MappedFile
    /// Where the text begins in the map: behind the mark of UTF-8.
    private let textStart: Int

    /// SHA-256 of the input exactly as it came, in lower-case hexadecimal; it may have to be waited for.
    ///
    /// - Throws: `FileTrouble` when the copy could not be read.
    package func sha256() throws -> String { try digest() }

    /// Gives `body` the text, which is only valid inside the call.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(bytes) }
    }

    /// The text, valid as long as the spool is: whoever keeps this keeps the spool as well.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: map.bytes[textStart...])
    }

    /// How many bytes `bytes` holds: what the records of the file stand in.
    package var byteCount: Int { bytes.count }

    private init(
        _ input: borrowing InputFile,
        _ intake: borrowing Intake,
        map: MappedFile,
        textStart: Int
    ) {
        name = input.name
        identity = input.identity
        copy = intake.copy
        digest = { [digest = intake.digest] in try digest.value() }
        encoding = intake.encoding
        hadByteOrderMark = intake.mark != nil
        originalByteCount = intake.byteCount
        self.map = map
        self.textStart = textStart
    }

    /// The input at the beginning of a kept file, of which all was known when it was kept.
    init(_ kept: TemporaryFile, of input: KeptInput) throws {
        name = input.name
        identity = nil
        copy = kept
        digest = { input.sha256 }
        encoding = input.encoding
        originalByteCount = input.byteCount
        let original = try MappedFile(kept, byteCount: input.byteCount)
        let mark = ByteOrderMark.find(in: Array(original.bytes.prefix(4)))
        hadByteOrderMark = mark != nil
        let markLength = mark?.byteCount ?? 0
        guard encoding != .utf8, input.byteCount > markLength else {
            (map, textStart) = (original, markLength)
            return
        }
        var transcoder = try Transcoder(of: original, name: input.name)
        try transcoder.run(encoding, from: markLength)
        (map, textStart) = (try MappedFile(transcoder.copy, byteCount: transcoder.byteCount), 0)
    }

    /// Reads a file, a pipe, or standard input when the path is `-`, to its end.
    ///
    /// - Throws: `UnreadableFile` when it is no text in an encoding we read, `FileTrouble` when the machine fails.
    package static func read(path: String, options: ReadingOptions = ReadingOptions()) throws -> Spool {
        let input = try InputFile(path: path)
        let intake = try Intake(input, options: options)
        let original = try MappedFile(intake.copy, byteCount: intake.byteCount)
        let markLength = intake.mark?.byteCount ?? 0
        guard intake.encoding != .utf8, intake.byteCount > markLength else {
            return Spool(input, intake, map: original, textStart: markLength)
        }
        var transcoder = try Transcoder(of: original, name: input.name)
        try transcoder.run(intake.encoding, from: markLength)
        let map = try MappedFile(transcoder.copy, byteCount: transcoder.byteCount)
        return Spool(input, intake, map: map, textStart: 0)
    }

    /// Lets the system take back the memory behind a range of the text that is done with.
    ///
    /// The range may still be read afterwards, only slower.
    package func releasePages(in range: Range<Int>) {
        map.releasePages(in: range.lowerBound + textStart..<range.upperBound + textStart)
    }
}
