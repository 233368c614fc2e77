import Dispatch
import Synchronization

/// Copies an input to a temporary file: what was read is written on a thread of its own, while the next bytes are read.
///
/// It owns the buffers that the input is read into: while one is filled, the others wait to be written.
final class CopyThread: Sendable {
    private struct Slot {
        let buffer: UnsafeMutableRawBufferPointer
        /// Left when the file has what the buffer holds.
        let use = DispatchGroup()
    }

    /// The file, and the first error in writing it.
    ///
    /// An object of its own: whoever writes must not be the last to have the thread's owner, who waits for the writing to
    /// end before the buffers go.
    private final class Target: Sendable {
        let file: TemporaryFile
        let digest: InputDigest
        private let state = Mutex<(count: Int, trouble: FileTrouble?)>((0, nil))

        var trouble: FileTrouble? { state.withLock(\.trouble) }

        init(_ file: TemporaryFile, _ digest: InputDigest) {
            self.file = file
            self.digest = digest
        }

        func write(_ bytes: UnsafeRawBufferPointer) {
            state.withLock { state in
                guard state.trouble == nil else { return }
                state.trouble = file.write(bytes)
                guard state.trouble == nil else { return }
                state.count += bytes.count
                digest.follow(to: state.count)
            }
        }
    }

    private let queue = DispatchQueue(label: "seatwise copy")
    private let target: Target
    // Each buffer has one user at a time: who fills it waits for its group, who writes it leaves the group when done.
    nonisolated(unsafe) private let slots: [Slot]

    /// - Parameters:
    ///   - file: where the input goes.
    ///   - digest: is told how far the file has come.
    ///   - bufferSize: how much is read at once.
    init(to file: TemporaryFile, followedBy digest: InputDigest, bufferSize: Int) {
        target = Target(file, digest)
        slots = (0..<3).map { _ in Slot(buffer: .allocate(byteCount: bufferSize, alignment: 64)) }
    }

    deinit {
        for slot in slots {
            slot.use.wait()
            slot.buffer.deallocate()
        }
    }

    /// Gives `fill` the buffer whose turn it is, then writes as much of it as `fill` says, while the caller goes on.
    ///
    /// What was filled may be read until `turn` comes round to the same buffer again.
    func take(_ turn: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> UnsafeRawBufferPointer {
        let slot = slots[turn % slots.count]
        slot.use.wait()
        nonisolated(unsafe) let chunk = UnsafeRawBufferPointer(rebasing: slot.buffer[..<(try fill(slot.buffer))])
        queue.async(group: slot.use) { [target] in target.write(chunk) }
        return chunk
    }

    /// Waits until all that was taken is written.
    ///
    /// - Throws: `FileTrouble` when some of it could not be.
    func finish() throws {
        queue.sync {}
        if let trouble = target.trouble { throw trouble }
    }
}
