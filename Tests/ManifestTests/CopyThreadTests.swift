import Testing

@testable import Manifest

@Suite struct CopyThreadTests {
    @Test func whatIsTakenInPiecesIsWrittenAsOne() throws {
        let file = try TemporaryFile()
        let thread = CopyThread(to: file, bufferSize: 2)
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
    }

    /// A file that is refused at its first bytes is not waited for: were the writing thread the one to clean up, it would
    /// wait for itself, and some hundred refused files later no thread would be left.
    @Test(.timeLimit(.minutes(1)))
    func oneThatIsGivenUpEnds() throws {
        for _ in 0..<3000 {
            let thread = CopyThread(to: try TemporaryFile(), bufferSize: 16)
            _ = thread.take(0) { buffer in
                buffer[0] = 1
                return 1
            }
        }
    }
}
