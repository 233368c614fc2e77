import Crypto
import Dispatch
import Synchronization

/// The SHA-256 of an input, worked out on a thread of its own while the input is read: it takes as long as copying it.
final class InputDigest: Sendable {
    private final class Result: Sendable {
        let text = Mutex("")
    }

    private let result = Result()
    private let work = DispatchGroup()

    /// Begins with the digest of a copy, which is as the input came.
    init(of copy: MappedFile) {
        DispatchQueue.global().async(group: work) { [result] in
            let text = Self.digest(of: copy.bytes)
            result.text.withLock { $0 = text }
        }
    }

    /// In lower-case hexadecimal; waits until it is known.
    var value: String {
        work.wait()
        return result.text.withLock { $0 }
    }

    private static func digest(of bytes: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        let digits = Array("0123456789abcdef".utf8)
        let text = hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
