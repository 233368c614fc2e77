import Glibc
import Jobs

/// Lets one writer at a time near a store, across all processes.
///
/// The lock is the kernel's, on `PATH.lock` beside the store, so it ends with the process that holds it, however that
/// ends. The file says who holds it; it stays when the lock is released, as another may be about to lock it.
final class WriteLock: Sendable {
    private let descriptor: Int32
    private let purpose: String

    private init(descriptor: Int32, purpose: String) {
        self.descriptor = descriptor
        self.purpose = purpose
    }

    /// Runs `body` as the only writer.
    ///
    /// - Parameters:
    ///   - file: the store.
    ///   - purpose: what the note says, for whoever is kept waiting.
    ///   - patience: how long another writer is waited for, in seconds.
    ///   - body: is given the lock, to say more.
    /// - Returns: what `body` returns.
    /// - Throws: `StoreError` with code `.busy` when there is another writer still, and what `body` throws.
    static func hold<Outcome>(
        for file: StoreFile,
        purpose: String,
        patience: Double,
        _ body: (WriteLock) throws -> Outcome
    ) throws -> Outcome {
        let flags = O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW
        let descriptor = Glibc.open("\(file.path).lock", flags, 0o600)
        guard descriptor >= 0 else { throw StoreError.unreachable(file.name, error: errno) }
        defer { _ = close(descriptor) }
        try take(descriptor, file, patience)
        let lock = WriteLock(descriptor: descriptor, purpose: purpose)
        lock.note(job: nil)
        defer { lock.write("") }
        return try body(lock)
    }

    /// Says which job holds it, too.
    func note(job: String?) {
        write("\(getpid())\n\(time(nil))\n`\(purpose)`\(job.map { ", job \($0)," } ?? "")\n")
    }

    /// Seconds between two tries.
    private static let pause = 0.02

    private static func take(_ descriptor: Int32, _ file: StoreFile, _ patience: Double) throws {
        let end = ContinuousClock.now + .seconds(patience)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                guard ContinuousClock.now < end else {
                    throw busy(file, holder: holder(descriptor), patience)
                }
                usleep(UInt32(pause * 1_000_000))
            default: throw StoreError.unreachable(file.name, error: errno)
            }
        }
    }

    private func write(_ note: String) {
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
        return "by \(lines[2]) (process \(process)) since \(utc(since))"
    }

    private static func busy(_ file: StoreFile, holder: String?, _ patience: Double) -> StoreError {
        let who = holder ?? "by another process"
        let way =
            patience > 0
            ? "wait for it to end and try again" : "try again when it has ended, or --wait SECONDS for that"
        return StoreError(
            code: .busy,
            path: file.name,
            message: "the store \(file.name) is being written \(who): \(way)"
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
