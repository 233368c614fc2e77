import Testing

@testable import Manifest

@Suite struct DigestThreadTests {
    @Test func whatIsTakenInPiecesIsHashedAsOne() {
        let digest = DigestThread(bufferSize: 2)
        for (turn, piece) in ["ab", "c", "", "de", "f"].enumerated() {
            let chunk = digest.take(turn) { buffer in
                buffer.copyBytes(from: piece.utf8)
                return piece.utf8.count
            }
            #expect(Array(chunk) == Array(piece.utf8))
        }
        // As sha256sum gives it of "abcdef".
        #expect(digest.finish() == "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721")
    }

    /// A file that is refused at its first bytes is not waited for: were the hashing thread the one to clean up, it would
    /// wait for itself, and some hundred refused files later no thread would be left.
    @Test(.timeLimit(.minutes(1)))
    func oneThatIsGivenUpEnds() {
        for _ in 0..<3000 {
            let digest = DigestThread(bufferSize: 16)
            _ = digest.take(0) { buffer in
                buffer[0] = 1
                return 1
            }
        }
    }
}
