import Crypto
import Dispatch
import Synchronization

/// The SHA-256 of an input, worked out on a thread of its own: it follows the copying of the input and goes on while the
/// input is read, for it takes longer than the copying.
final class InputDigest: Sendable {
    /// How far it has come.
    ///
    /// An object of its own: whoever works on it must not be the last to have the digest.
    private final class Progress: Sendable {
        private struct State {
            var hash = SHA256()
            var count = 0
            var trouble: FileTrouble?
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
        }

        private let state = Mutex(State())
        private let copy: TemporaryFile

        init(_ copy: TemporaryFile) {
            self.copy = copy
        }

        /// Takes the bytes of the copy up to `end` in.
        func take(upTo end: Int) {
            state.withLock { state in
                while state.count < end, state.trouble == nil {
                    let offset = state.count
                    let read = state.buffer.withUnsafeMutableBytes { buffer in
                        copy.read(
                            into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(end - offset)),
                            at: offset
                        )
                    }
                    switch read {
                    case .success(let count):
                        state.buffer.withUnsafeBytes { buffer in
                            state.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                        }
                        state.count += count
                    case .failure(let trouble): state.trouble = trouble
                    }
                }
            }
        }

        /// In lower-case hexadecimal.
        func text() throws -> String {
            try state.withLock { state in
                if let trouble = state.trouble { throw trouble }
                return InputDigest.text(of: state.hash.finalize())
            }
        }
    }

    /// In lower-case hexadecimal.
    static func text(of digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private let queue = DispatchQueue(label: "seatwise digest")
    private let progress: Progress

    /// - Parameter copy: of the input, as it came.
    init(of copy: TemporaryFile) {
        progress = Progress(copy)
    }

    /// Says that the copy has this many bytes now; does not wait.
    func follow(to byteCount: Int) {
        queue.async { [progress] in progress.take(upTo: byteCount) }
    }

    /// Waits until all of what the copy was said to have is taken in.
    ///
    /// - Returns: the digest in lower-case hexadecimal.
    /// - Throws: `FileTrouble` when the copy could not be read.
    func value() throws -> String {
        queue.sync {}
        return try progress.text()
    }
}
