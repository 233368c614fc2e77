import Dispatch
import Glibc

/// A file being written: it appears under its own name when it is whole, and not before.
///
/// It is written under a temporary name beside its target, readable by the owner only. `commit` brings it to the disk and
/// renames it; dropped without a commit it leaves nothing behind.
package struct OutputFile: ~Copyable, Sendable {
    /// Where the file will stand; "standard output" for that.
    package let path: String
    private let descriptor: Int32
    /// The temporary name; nil for standard output, and once it has been renamed.
    private var temporary: String?
    /// Nil for standard output.
    private let disk: DiskThread?

    private static let standardOutputName = "standard output"

    /// What temporary names begin with, so that those of a run that was killed can be found.
    static let temporaryPrefix = ".seatwise-"
    static let temporarySuffix = ".tmp"

    /// Begins a file that replaces whatever stands at `path`.
    ///
    /// - Parameters:
    ///   - path: where the file is to stand; the folder must be there. A symbolic link is followed.
    ///   - inputs: files that must not be overwritten, by whatever path: the manifest, the store.
    /// - Throws: `FileTrouble` when the file could not be put there, before anything is changed.
    package init(path: String, sparing inputs: Set<FileIdentity> = []) throws {
        let target = try Self.target(of: path, sparing: inputs)
        let cut = target.lastIndex(of: "/").map { target.index(after: $0) } ?? target.startIndex
        let folder = String(target[..<cut])
        var generator = SystemRandomNumberGenerator()
        while true {
            let name = folder + Self.temporaryPrefix + String(generator.next(), radix: 36) + Self.temporarySuffix
            let opened = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if opened < 0, errno == EEXIST { continue }
            guard opened >= 0 else { throw FileTrouble(operation: "write", path: path, code: errno) }
            // Held as long as the file is open: `LeftoverSweep` takes away only what nobody holds.
            _ = flock(opened, LOCK_EX | LOCK_NB)
            descriptor = opened
            temporary = name
            disk = DiskThread(descriptor: opened)
            break
        }
        self.path = target
    }

    private init(standardOutput descriptor: Int32) {
        path = Self.standardOutputName
        self.descriptor = descriptor
        temporary = nil
        disk = nil
    }

    /// Standard output as a file: it cannot be taken back, and `commit` has nothing to do.
    ///
    /// From here on the process is not killed by a reader that goes away; `write` throws `OutputClosed` instead.
    package static func standardOutput() -> OutputFile {
        _ = signal(SIGPIPE, SIG_IGN)
        return OutputFile(standardOutput: STDOUT_FILENO)
    }

    deinit {
        guard let disk else { return }
        disk.stop()
        _ = close(descriptor)
        if let temporary {
            _ = unlink(temporary)
        }
    }

    /// Writes what the buffer holds, and empties it.
    package func write(_ buffer: inout RowBuffer) throws {
        try buffer.bytes.withUnsafeBytes { try write($0) }
        buffer.removeAll()
    }

    /// Writes a text as UTF-8.
    package func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes bytes.
    ///
    /// To a file they go some time later: that it took them all is known when `bringToDisk` returns.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        let code = disk?.append(bytes) ?? Descriptor.write(bytes, to: descriptor)
        if code == EPIPE { throw OutputClosed() }
        guard code == 0 else { throw FileTrouble(operation: "write", path: path, code: code) }
    }

    /// Sets space aside, so that a full disk shows before anything depends on the file.
    ///
    /// - Parameter byteCount: how much will be written; what is not needed is given back when the file is closed.
    /// - Throws: `FileTrouble` when there is not that much. A file system that cannot set space aside says nothing.
    package func reserve(_ byteCount: Int) throws {
        guard temporary != nil, byteCount > 0 else { return }
        let code = posix_fallocate(descriptor, 0, byteCount)
        guard code == ENOSPC || code == EDQUOT || code == EFBIG else { return }
        throw FileTrouble(operation: "write", path: path, code: code)
    }

    /// Brings the file to the disk and gives it its name.
    ///
    /// - Throws: `FileTrouble`; the target is then what it was before, unless only the folder could not be brought to the disk.
    package consuming func commit() throws {
        try bringToDisk()
        let path = path
        try rename()
        try Self.syncFolder(of: path)
    }

    /// The first half of `commit`, which may be done to several files at the same time: that is when a disk is fast.
    package func bringToDisk() throws {
        guard let disk else { return }
        let (length, trouble) = disk.finish()
        guard trouble == 0 else { throw FileTrouble(operation: "write", path: path, code: trouble) }
        // Gives back what was set aside and not used, which would stand there as zeros.
        while ftruncate(descriptor, length) != 0 {
            guard errno == EINTR else { throw FileTrouble(operation: "write", path: path, code: errno) }
        }
        guard fsync(descriptor) == 0 else { throw FileTrouble(operation: "write", path: path, code: errno) }
    }

    /// The second: gives the file its name, which lasts once `syncFolder` was called for one of the files in the folder.
    package consuming func rename() throws {
        guard let temporary else { return }
        // Held, as else the renaming takes as long as the system needs to take back the blocks of what stood there.
        let replaced = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard Glibc.rename(temporary, path) == 0 else {
            let code = errno
            if replaced >= 0 { _ = close(replaced) }
            throw FileTrouble(operation: "write", path: path, code: code)
        }
        self.temporary = nil
        if replaced >= 0 { DispatchQueue.global().async { _ = close(replaced) } }
    }

    /// Takes a file away that stands where an output will; it need not be there.
    package static func remove(_ path: String) throws {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw FileTrouble(operation: "replace", path: path, code: errno)
    }

    /// Brings the names in a file's folder to the disk; does nothing for standard output.
    package static func syncFolder(of path: String) throws {
        guard path != standardOutputName else { return }
        let cut = path.lastIndex(of: "/")
        let folder = cut.map { String(path[...$0]) } ?? "."
        let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw FileTrouble(operation: "open", path: folder, code: errno) }
        defer { _ = close(opened) }
        // Some file systems cannot bring a folder to the disk, and say so with EINVAL.
        guard fsync(opened) == 0 || errno == EINVAL else {
            throw FileTrouble(operation: "write", path: folder, code: errno)
        }
    }

    /// The path that will be replaced: links are followed, and what is no ordinary file is refused.
    ///
    /// - Parameters:
    ///   - path: where the file is to stand.
    ///   - inputs: files that must not be overwritten.
    /// - Returns: where it will stand.
    /// - Throws: `FileTrouble`.
    package static func target(of path: String, sparing inputs: Set<FileIdentity>) throws -> String {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT, path.last != "/" else {
                throw FileTrouble(operation: "write", path: path, code: path.last == "/" ? EISDIR : errno)
            }
            return path
        }
        var target = path
        if status.st_mode & S_IFMT == S_IFLNK {
            guard let real = realpath(path, nil) else {
                throw FileTrouble(operation: "write", path: path, code: errno)
            }
            target = String(cString: real)
            free(real)
            guard stat(target, &status) == 0 else {
                throw FileTrouble(operation: "write", path: path, code: errno)
            }
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let code = status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL
            throw FileTrouble(
                operation: "write",
                path: path,
                code: code,
                reason: code == EISDIR ? "it is a folder" : "it is not an ordinary file",
                remedy: "name a file, or - for standard output"
            )
        }
        guard !inputs.contains(FileIdentity(status)) else {
            throw FileTrouble(
                operation: "write",
                path: path,
                code: EEXIST,
                reason: "it is the manifest or the store itself",
                remedy: "name another file"
            )
        }
        return target
    }
}

/// The reader of standard output has gone away; there is nothing left to tell it.
package struct OutputClosed: Error, Sendable, Equatable {}
