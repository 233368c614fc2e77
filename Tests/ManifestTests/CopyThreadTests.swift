import Testing

@testable import Manifest

@Suite struct CopyThreadTests {
    @Test func whatIsTakenInPiecesIsWrittenAsOne() throws {
        let file = try TemporaryFile()
        let digest = InputDigest(of: file)
        let thread = CopyThread(to: file, followedBy: digest, bufferSize: 2)
        for (turn, piece) in ["ab", "c", "", "de", "f"].enumerated() {
            let chunk = thread.take(turn) { buffer in
                buffer.copyBytes(from: piece.utf8)
                return piece.utf8.count
            }
            #expect(Array(chunk) == Array(piece.utf8))
        }
        try thread.finish()
        let map = try MappedFile(file, byteCount: 6)
        #expect(withExtendedLifetime(map) { Array(map.bytes) } == Array("abcdef".utf8))
        // As sha256sum gives it.
        #expect(try digest.value() == "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721")
    }

    /// A file that is refused at its first bytes is not waited for: were the writing thread the one to clean up, it would
    /// wait for itself, and some hundred refused files later no thread would be left.
    // A busy machine takes its time; one that waits for itself takes for ever.
    @Test(.timeLimit(.minutes(5)))
    func oneThatIsGivenUpEnds() throws {
        for _ in 0..<3000 {
            let file = try TemporaryFile()
            let thread = CopyThread(to: file, followedBy: InputDigest(of: file), bufferSize: 16)
            _ = thread.take(0) { buffer in
                buffer[0] = 1
                return 1
            }
        }
    }
}
