import Crypto
import Dispatch
import Synchronization

/// Works out the SHA-256 of an input on a thread of its own, which takes as long as all the rest of taking it in.
///
/// It owns the buffers that the input is read into: while one is filled, the others wait for the digest.
final class DigestThread: Sendable {
    private struct Slot {
        let buffer: UnsafeMutableRawBufferPointer
        /// Left when the digest has seen what the buffer holds.
        let use = DispatchGroup()
    }

    /// An object of its own: whoever hashes must not be the last to have the thread's owner, who waits for the hashing to
    /// end before the buffers go.
    private final class Hasher: Sendable {
        let digest = Mutex(SHA256())
    }

    private let queue = DispatchQueue(label: "seatwise digest")
    private let hasher = Hasher()
    // Each buffer has one user at a time: who fills it waits for its group, who hashes it leaves the group when done.
    nonisolated(unsafe) private let slots: [Slot]

    init(bufferSize: Int) {
        slots = (0..<3).map { _ in Slot(buffer: .allocate(byteCount: bufferSize, alignment: 64)) }
    }

    deinit {
        for slot in slots {
            slot.use.wait()
            slot.buffer.deallocate()
        }
    }

    /// Gives `fill` the buffer whose turn it is, then hashes as much of it as `fill` says, while the caller goes on.
    ///
    /// What was filled may be read until `turn` comes round to the same buffer again.
    func take(_ turn: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> UnsafeRawBufferPointer {
        let slot = slots[turn % slots.count]
        slot.use.wait()
        nonisolated(unsafe) let chunk = UnsafeRawBufferPointer(rebasing: slot.buffer[..<(try fill(slot.buffer))])
        queue.async(group: slot.use) { [hasher] in
            hasher.digest.withLock { $0.update(bufferPointer: chunk) }
        }
        return chunk
    }

    /// The digest of all that was taken, in lower-case hexadecimal.
    func finish() -> String {
        let digest = queue.sync { hasher.digest.withLock { $0.finalize() } }
        let digits = Array("0123456789abcdef".utf8)
        let text = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
