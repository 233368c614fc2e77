import Glibc
import Jobs

/// Lets one writer at a time near a store, across all processes.
///
/// The lock is the kernel's, on `PATH.lock` beside the store, so it ends with the process that holds it, however that
/// ends. The file says who holds it; it stays when the lock is released, as another may be about to lock it.
enum WriteLock {
    /// Runs `body` as the only writer.
    ///
    /// - Throws: `StoreError` with code `.busy` when there is another.
    static func hold<Outcome>(
        for file: StoreFile,
        purpose: String,
        _ body: () throws -> Outcome
    ) throws -> Outcome {
        let flags = O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW
        let descriptor = Glibc.open("\(file.path).lock", flags, 0o600)
        guard descriptor >= 0 else { throw StoreError.unreachable(file.name, error: errno) }
        defer { _ = close(descriptor) }
        try lock(descriptor, file)
        write("\(getpid())\n\(time(nil))\n\(purpose)\n", to: descriptor)
        defer { write("", to: descriptor) }
        return try body()
    }

    private static func lock(_ descriptor: Int32, _ file: StoreFile) throws {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: throw busy(file, holder: holder(descriptor))
            default: throw StoreError.unreachable(file.name, error: errno)
            }
        }
    }

    private static func write(_ note: String, to descriptor: Int32) {
        // The note is for people; a lock without one holds as well.
        let bytes = Array(note.utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, bytes, bytes.count, 0)
    }

    /// Who the note says holds the lock, or nil in the moment before it is written.
    private static func holder(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let lines = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n")
        guard lines.count == 3, let process = Int(lines[0]), let since = Int(lines[1]) else { return nil }
        return "by `\(lines[2])` (process \(process)) since \(utc(since))"
    }

    private static func busy(_ file: StoreFile, holder: String?) -> StoreError {
        let who = holder ?? "by another process"
        return StoreError(
            code: .busy,
            path: file.name,
            message: "the store \(file.name) is being written \(who): wait for it to end and try again"
        )
    }

    private static func utc(_ seconds: Int) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        var text = [UInt8](repeating: 0, count: 32)
        let count = text.withUnsafeMutableBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return strftime(start, buffer.count, "%Y-%m-%d %H:%M:%S UTC", &parts)
        }
        return String(decoding: text.prefix(count), as: UTF8.self)
    }
}
