import Glibc
import Manifest
import Testing

@Suite struct SpoolTests {
    @Test func theDigestAndSizeAreThoseOfTheInputAsItCame() throws {
        let scratch = try ScratchFiles()
        let spool = try Spool.read(path: scratch.write([0xEF, 0xBB, 0xBF] + Array("abc".utf8)))
        // Of the six bytes EF BB BF 61 62 63, as sha256sum gives it.
        #expect(try spool.sha256() == "1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c")
        #expect(spool.originalByteCount == 6)
        #expect(spool.text == Array("abc".utf8))
        #expect(spool.hadByteOrderMark)
    }

    @Test func theDigestOfATranscodedInputIsOfItsOwnBytes() throws {
        let scratch = try ScratchFiles()
        let spool = try Spool.read(path: scratch.write([0x61, 0xE8, 0x0A]))
        #expect(spool.encoding == .windows1252)
        #expect(try spool.sha256() == "c5a87c52306708bbfc0a93dc8613d8d1785a9c4aadb3ddaafbb7eb777b3953c9")
        #expect(spool.text == Array("aè\n".utf8))
    }

    @Test func windows1252IsReadWithAllItsCharacters() throws {
        let defined = (UInt8(1)...255).filter { ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }
        let scratch = try ScratchFiles()
        let text = try Spool.read(path: scratch.write(defined), options: ReadingOptions(encoding: .windows1252))
        let specials = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
        let expected =
            (1...127).map { Character(UnicodeScalar($0)) } + Array(specials)
            + (0xA0...0xFF).map { Character(UnicodeScalar(UInt8($0))) }
        #expect(text.text == expected.flatMap { Array(String($0).utf8) })
    }

    @Test func charactersBeyondTheFirstPlaneComeThroughUTF16() throws {
        let text = "a,😀\n\u{10000},\u{10FFFF}\u{FFFF}\u{E000}\n"
        let scratch = try ScratchFiles()
        let path = try scratch.write([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        let spool = try Spool.read(path: path)
        #expect(spool.text == Array(text.utf8))
        #expect(spool.encoding == .utf16LittleEndian)
    }

    @Test(arguments: [
        (TextEncoding.utf16LittleEndian, [0x61, 0, 0x0A, 0]), (.utf16BigEndian, [0, 0x61, 0, 0x0A]),
        (.utf16LittleEndian, [0xFF, 0xFE, 0x61, 0, 0x0A, 0]), (.utf8, [0xEF, 0xBB, 0xBF, 0x61, 0x0A]),
        (.windows1252, [0x61, 0x0A]),
    ])
    func anEncodingNamedByTheUserIsUsedAndAMarkDropped(_ encoding: TextEncoding, bytes: [UInt8]) throws {
        let scratch = try ScratchFiles()
        let spool = try Spool.read(path: scratch.write(bytes), options: ReadingOptions(encoding: encoding))
        #expect(spool.text == Array("a\n".utf8))
        #expect(spool.encoding == encoding)
    }

    @Test func windows1252NamedByTheUserIsTakenWhereUTF8WouldDo() throws {
        let scratch = try ScratchFiles()
        let options = ReadingOptions(encoding: .windows1252)
        #expect(try Spool.read(path: scratch.write("è"), options: options).text == Array("Ã¨".utf8))
    }

    @Test(arguments: [
        (TextEncoding.windows1252, [0xEF, 0xBB, 0xBF, 0x61]), (.utf8, [0xFF, 0xFE, 0x61, 0]),
        (.utf16LittleEndian, [0xFE, 0xFF, 0, 0x61]),
    ])
    func anEncodingThatTheMarkContradictsIsRefused(_ encoding: TextEncoding, bytes: [UInt8]) throws {
        let refusal = try #require(try Reading.refusal(of: bytes, ReadingOptions(encoding: encoding)))
        #expect(refusal.description.contains("--encoding"))
    }

    @Test func utf8NamedByTheUserIsNotTakenForWindows1252() throws {
        let refusal = try #require(try Reading.refusal(of: [0x61, 0x0A, 0xE8], ReadingOptions(encoding: .utf8)))
        #expect(refusal.line == 2)
        #expect(refusal.description.contains("0xE8"))
    }

    @Test func aPipeWithANameIsReadToItsEnd() throws {
        let scratch = try ScratchFiles()
        let pipe = "\(scratch.path)/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        let writer = PipeWriter(path: pipe, pieces: ["a,b\n1", ",2\n3,4", "\n"])
        let thread = try writer.start()
        #expect(try Reading(CSVFile.open(path: pipe)).table == [["a", "b"], ["1", "2"], ["3", "4"]])
        pthread_join(thread, nil)
    }

    @Test func theCopyOutlivesTheOriginal() throws {
        let scratch = try ScratchFiles()
        let path = try scratch.write("a,b\n1,2\n")
        let file = try CSVFile.open(path: path)
        truncate(path, 0)
        unlink(path)
        #expect(try Reading(file).table == [["a", "b"], ["1", "2"]])
    }

    @Test func nothingIsLeftInTheFolderOfTheInput() throws {
        let scratch = try ScratchFiles()
        _ = try Spool.read(path: scratch.write("a\n"))
        #expect(scratch.names == ["manifest.csv"])
    }

    @Test func theIdentityIsThatOfTheFileByWhateverPath() throws {
        let scratch = try ScratchFiles()
        let path = try scratch.write("a\n")
        symlink(path, "\(scratch.path)/link")
        #expect(try Spool.read(path: path).identity == FileIdentity(path: "\(scratch.path)/link"))
        #expect(try Spool.read(path: path).identity != FileIdentity(path: scratch.path))
        #expect(FileIdentity(path: "\(scratch.path)/none") == nil)
    }
}

private func runPipeWriter(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    context.flatMap { Unmanaged<PipeWriter>.fromOpaque($0).takeRetainedValue().run() }
}

/// Writes to a pipe from a thread of its own: opening one waits for the other side.
private final class PipeWriter: Sendable {
    private let path: String
    private let pieces: [String]

    init(path: String, pieces: [String]) {
        self.path = path
        self.pieces = pieces
    }

    func start() throws -> pthread_t {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let code = pthread_create(&thread, nil, runPipeWriter, context)
        guard code == 0 else { throw ScratchTrouble(what: "pthread_create", code: code) }
        return thread
    }

    fileprivate func run() -> UnsafeMutableRawPointer? {
        let descriptor = open(path, O_WRONLY)
        for piece in pieces {
            _ = Array(piece.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        }
        close(descriptor)
        return nil
    }
}
