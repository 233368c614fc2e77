import Glibc

/// The bytes of a temporary file, or of one that was kept, mapped into memory read-only.
///
/// Nobody else writes to it: nothing can cut it short under the mapping.
final class MappedFile: Sendable {
    // Set once, only ever read, and unmapped when the last reference goes: safe from any thread.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    /// Maps the first `byteCount` bytes, of which there must be one at least.
    init(_ file: TemporaryFile, byteCount: Int) throws {
        guard let start = mmap(nil, byteCount, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED else {
            throw FileTrouble(operation: "map the temporary copy of the input in", path: file.folder, code: errno)
        }
        _ = madvise(start, byteCount, MADV_SEQUENTIAL)
        bytes = UnsafeRawBufferPointer(start: start, count: byteCount)
    }

    deinit {
        _ = munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }

    /// Lets the system take back the memory behind a range that is done with; it may still be read, only slower.
    func releasePages(in range: Range<Int>) {
        guard let base = bytes.baseAddress else { return }
        let pageSize = 4096
        let first = range.lowerBound / pageSize * pageSize
        let last = min(range.upperBound, bytes.count) / pageSize * pageSize
        guard first < last else { return }
        _ = madvise(UnsafeMutableRawPointer(mutating: base + first), last - first, MADV_DONTNEED)
    }
}
