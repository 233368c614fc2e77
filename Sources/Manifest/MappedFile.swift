import Glibc

/// The bytes of a temporary file, or of one that was kept, mapped into memory read-only.
///
/// Nobody else writes to it: nothing can cut it short under the mapping.
final class MappedFile: Sendable {
    // Set once, only ever read, and unmapped when the last reference goes: safe from any thread.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    // The same with the head in front, which is as large as a page.
    nonisolated(unsafe) private let all: UnsafeRawBufferPointer

    /// Maps the first `byteCount` bytes of the contents, of which there must be one at least.
    init(_ file: TemporaryFile, byteCount: Int) throws {
        let size = file.start + byteCount
        guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0), start != MAP_FAILED else {
            throw FileTrouble(operation: "map the temporary copy of the input in", path: file.folder, code: errno)
        }
        _ = madvise(start, size, MADV_SEQUENTIAL)
        all = UnsafeRawBufferPointer(start: start, count: size)
        bytes = UnsafeRawBufferPointer(rebasing: all[file.start...])
    }

    deinit {
        _ = munmap(UnsafeMutableRawPointer(mutating: all.baseAddress), all.count)
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
