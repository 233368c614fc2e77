import Dispatch
import Glibc
import Synchronization

/// A file that is gone as soon as it is closed, however the run ends, unless it is given a name to keep.
final class TemporaryFile: Sendable {
    let descriptor: Int32
    let folder: String
    /// Under which it can be found; nil for one without a name, and once it has been given one to keep.
    private let name: Mutex<String?>
    private let mayBeKept: Bool
    /// Where the contents begin: behind the head of one that may be kept.
    let start: Int
    private let disk = DispatchQueue(label: "seatwise keeping")
    private let earlyTrouble = Atomic<Int32>(0)

    /// Makes a file without a name in the folder for temporary files.
    init() throws {
        var folder = "/tmp"
        if let value = getenv("TMPDIR"), value.pointee != 0 {
            folder = String(cString: value)
        }
        var template = Array("\(folder)/seatwise-XXXXXX".utf8CString)
        descriptor = template.withUnsafeMutableBufferPointer { name in
            guard let start = name.baseAddress else { return -1 }
            let opened = mkstemp(start)
            if opened >= 0 {
                _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
                _ = unlink(start)
            }
            return opened
        }
        self.folder = folder
        name = Mutex(nil)
        mayBeKept = false
        start = 0
        guard descriptor >= 0 else {
            throw Self.trouble(in: folder, code: errno, mayBeKept: false)
        }
    }

    /// Makes a file that may be kept in this folder.
    ///
    /// It has no name until then. Where the file system cannot give it one later it has one from the start; what a run that
    /// was killed leaves, `LeftoverSweep` takes away.
    init(in folder: String) throws {
        self.folder = folder
        mayBeKept = true
        start = KeptHead.byteCount
        // What the C library calls O_TMPFILE, and does not show to Swift.
        var opened = open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
        var path: String?
        while opened < 0 {
            let new = Self.newName(in: folder)
            opened = open(new, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if opened < 0, errno == EEXIST { continue }
            guard opened >= 0 else { throw Self.trouble(in: folder, code: errno, mayBeKept: true) }
            _ = flock(opened, LOCK_EX | LOCK_NB)
            path = new
        }
        descriptor = opened
        name = Mutex(path)
        if let trouble = KeptHead.bytes.withUnsafeBytes({ write($0) }) { throw trouble }
    }

    private static func newName(in folder: String) -> String {
        let number = String(UInt64.random(in: .min ... .max), radix: 36)
        return "\(folder)/\(OutputFile.temporaryPrefix)\(number)\(OutputFile.temporarySuffix)"
    }

    /// Opens a file that was kept, which stays.
    init(kept path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        folder = path
        name = Mutex(nil)
        mayBeKept = false
        start = KeptHead.byteCount
        guard descriptor >= 0 else { throw FileTrouble(operation: "open", path: path, code: errno) }
    }

    deinit {
        if let name = name.withLock(\.self) { _ = unlink(name) }
        _ = close(descriptor)
    }

    /// Writes bytes at its end; answers what went wrong, if anything did.
    func write(_ bytes: UnsafeRawBufferPointer) -> FileTrouble? {
        let code = Descriptor.write(bytes, to: descriptor)
        return code == 0 ? nil : trouble(code)
    }

    /// How many bytes it has, head and all.
    func byteCount() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw trouble(errno) }
        return Int(status.st_size)
    }

    /// Whether it begins with the head of one that may be kept.
    func hasWholeHead() -> Bool {
        var head = [UInt8](repeating: 1, count: KeptHead.byteCount)
        let count = head.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return count == head.count && head == KeptHead.bytes
    }

    /// Has the system begin to bring to the disk what will be waited for later; does not wait.
    func beginBringingToDisk() {
        guard mayBeKept else { return }
        disk.async { [self] in
            // What went wrong is told once, and not again when the rest is brought there.
            if fdatasync(descriptor) != 0 { earlyTrouble.store(errno, ordering: .relaxed) }
        }
    }

    /// Brings all of it to the disk.
    func bringToDisk() throws {
        disk.sync {}
        let early = earlyTrouble.load(ordering: .relaxed)
        guard early == 0, fsync(descriptor) == 0 else { throw trouble(early == 0 ? errno : early) }
    }

    /// Gives it a name to keep, in place of whatever has that.
    func keep(as path: String) throws {
        try name.withLock { name in
            let current = name ?? Self.newName(in: folder)
            if name == nil {
                let link = "/proc/self/fd/\(descriptor)"
                guard linkat(AT_FDCWD, link, AT_FDCWD, current, AT_SYMLINK_FOLLOW) == 0 else {
                    throw FileTrouble(operation: "write", path: path, code: errno)
                }
                name = current
            }
            guard rename(current, path) == 0 else { throw FileTrouble(operation: "write", path: path, code: errno) }
            name = nil
        }
        try OutputFile.syncFolder(of: path)
    }

    /// Reads what stands at a place in its contents, of which there must be something.
    ///
    /// - Returns: how much was read, or what went wrong.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Result<Int, FileTrouble> {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, start + offset)
            if count > 0 { return .success(count) }
            let code = count == 0 ? EIO : errno
            guard code == EINTR else {
                return .failure(
                    FileTrouble(operation: "read the temporary copy of the input in", path: folder, code: code)
                )
            }
        }
    }

    private func trouble(_ code: Int32) -> FileTrouble {
        Self.trouble(in: folder, code: code, mayBeKept: mayBeKept)
    }

    private static func trouble(in folder: String, code: Int32, mayBeKept: Bool) -> FileTrouble {
        guard mayBeKept else {
            return FileTrouble(
                operation: "copy the input to a temporary file in",
                path: folder,
                code: code,
                remedy: "make room there, or set TMPDIR to a folder that can hold the whole input"
            )
        }
        let isFull = code == ENOSPC || code == EDQUOT
        return FileTrouble(
            operation: "keep what is judged in",
            path: folder,
            code: code,
            remedy: isFull ? "make room there" : nil
        )
    }
}
