import Dispatch
import Glibc
import Synchronization

/// Writes a file to the disk on a thread of its own while it is being made, past the system's page cache.
///
/// Nobody reads an output while it is written, and memory of the cache costs more than the rows in it: pages are found,
/// cleared, copied into, written out and taken away again. Where a file system wants its cache all the same, it gets it.
final class DiskThread: Sendable {
    private struct Block {
        let bytes: UnsafeMutableRawBufferPointer
        /// Left when the disk has what the block holds.
        let use = DispatchGroup()
    }

    private struct Position {
        /// The block that is being filled, counted from the file's beginning, and the bytes in it.
        var block = 0
        var used = 0

        var length: Int { block * DiskThread.blockSize + used }
    }

    /// Large enough for a disk to be fast, small enough to stay in the processor's cache; what disks want is a part of it.
    private static let blockSize = 1 << 20
    private static let alignment = 4096

    private let file: WrittenFile
    private let queue = DispatchQueue(label: "seatwise disk")
    private let position = Mutex(Position())
    // Each block has one user at a time: who fills it waits for its group, who writes it leaves the group when done.
    nonisolated(unsafe) private let blocks: [Block]

    /// - Parameter descriptor: a new file, which stays open as long as the thread is there.
    init(descriptor: Int32) {
        file = WrittenFile(descriptor)
        blocks = (0..<4).map { _ in
            Block(bytes: .allocate(byteCount: Self.blockSize, alignment: Self.alignment))
        }
    }

    deinit {
        for block in blocks {
            block.use.wait()
            block.bytes.deallocate()
        }
    }

    /// Takes bytes for the end of the file.
    ///
    /// - Returns: 0, or the number of the error that stopped the writing of these or of earlier ones.
    func append(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        position.withLock { position in
            var rest = bytes
            while !rest.isEmpty {
                let block = blocks[position.block % blocks.count]
                if position.used == 0 { block.use.wait() }
                let part = rest.prefix(Self.blockSize - position.used)
                UnsafeMutableRawBufferPointer(rebasing: block.bytes[position.used...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
                position.used += part.count
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
                guard position.used == Self.blockSize else { continue }
                let offset = position.block * Self.blockSize
                nonisolated(unsafe) let full = UnsafeRawBufferPointer(block.bytes)
                queue.async(group: block.use) { [file] in file.write(full, at: offset) }
                position.block += 1
                position.used = 0
            }
            return file.trouble
        }
    }

    /// Writes nothing more, and waits until the descriptor is out of use.
    func stop() {
        queue.sync {}
    }

    /// Writes what is left, and waits until all of it is written; that the disk keeps it is for `fsync` to see to.
    ///
    /// - Returns: the file's length, or the number of the error that stopped the writing.
    func finish() -> (length: Int, trouble: Int32) {
        position.withLock { position in
            nonisolated(unsafe) let rest = UnsafeRawBufferPointer(
                rebasing: blocks[position.block % blocks.count].bytes[..<position.used]
            )
            let offset = position.block * Self.blockSize
            queue.sync { file.writeEnd(rest, at: offset) }
            return (position.length, file.trouble)
        }
    }
}

/// The file that a `DiskThread` writes.
///
/// An object of its own: whoever writes must not be the last to have the thread's owner, who waits for the writing to end
/// before the blocks go.
private final class WrittenFile: Sendable {
    private let descriptor: Int32
    private let firstTrouble = Atomic<Int32>(0)
    private let isPastCache = Atomic(false)

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The number of the first error, 0 while there is none.
    var trouble: Int32 { firstTrouble.load(ordering: .acquiring) }

    /// Writes a whole block; after an error nothing more is written.
    func write(_ block: UnsafeRawBufferPointer, at offset: Int) {
        if offset == 0 { goPastCache(true) }
        guard trouble == 0 else { return }
        let written = Descriptor.write(block, to: descriptor, at: offset)
        guard written.trouble != 0 else { return }
        // A file system that has agreed to do without its cache may still refuse this block, or the rest of it.
        guard isPastCache.load(ordering: .relaxed) else { return note(written.trouble) }
        goPastCache(false)
        let rest = UnsafeRawBufferPointer(rebasing: block.dropFirst(written.count))
        note(Descriptor.write(rest, to: descriptor, at: offset + written.count).trouble)
    }

    /// Writes the end, which has any length, as only the cache can take it.
    func writeEnd(_ rest: UnsafeRawBufferPointer, at offset: Int) {
        goPastCache(false)
        guard trouble == 0 else { return }
        note(Descriptor.write(rest, to: descriptor, at: offset).trouble)
    }

    private func note(_ trouble: Int32) {
        guard trouble != 0 else { return }
        firstTrouble.store(trouble, ordering: .releasing)
    }

    private func goPastCache(_ isWanted: Bool) {
        guard isWanted != isPastCache.load(ordering: .relaxed) else { return }
        // The C library shows the flag to Swift by this name only.
        let flags = fcntl(descriptor, F_GETFL)
        let done = fcntl(descriptor, F_SETFL, isWanted ? flags | __O_DIRECT : flags & ~__O_DIRECT) == 0
        isPastCache.store(isWanted && done, ordering: .relaxed)
    }
}
