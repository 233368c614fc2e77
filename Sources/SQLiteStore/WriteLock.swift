import FoundationEssentials
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

    /// How another writer is waited for.
    struct Patience {
        /// How long.
        var seconds = 0.0
        /// Is called now and then; throws to wait no longer.
        var check: () throws -> Void = {}
    }

    /// Runs `body` as the only writer.
    ///
    /// - Parameters:
    ///   - file: the store.
    ///   - purpose: what the note says, for whoever is kept waiting.
    ///   - patience: how another writer is waited for.
    ///   - body: is given the lock, to say more.
    /// - Returns: what `body` returns.
    /// - Throws: `StoreError` with code `.busy` when there is another writer still, and what `body` throws.
    static func hold<Outcome>(
        for file: StoreFile,
        purpose: String,
        _ patience: Patience,
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
        write("\(getpid())\n\(time(nil))\n\(purpose)\n\(job ?? "-")\n")
    }

    /// Who holds the lock of a store; nil when nobody does.
    static func holder(of file: StoreFile) -> CurrentWriter? {
        let descriptor = Glibc.open("\(file.path).lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        // The note of a process that was killed is there still.
        guard let holder = holder(descriptor), let process = process(holding: descriptor, holder.process) else {
            return nil
        }
        return CurrentWriter(process: process, since: holder.since, purpose: holder.purpose, job: holder.job)
    }

    /// The process that the kernel says holds the lock; nil when none does.
    ///
    /// It is asked through `/proc/locks`, whose lines read `1: FLOCK  ADVISORY  WRITE 4711 fd:00:1234 0 EOF`, so that the
    /// lock is not taken to find out, in which moment a writer would find it taken. A process id alone says little: it may
    /// be another process's by now.
    private static func process(holding descriptor: Int32, _ noted: Int32) -> Int32? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, let locks = try? String(contentsOfFile: "/proc/locks", encoding: .utf8)
        else { return kill(noted, 0) == 0 || errno == EPERM ? noted : nil }
        // Some file systems of containers count their files otherwise there.
        var isHoldingSomething = false
        for line in locks.split(separator: "\n") {
            let words = line.split(separator: " ")
            // A line that waits for the lock has an arrow in it.
            guard words.count > 5, words[1] == "FLOCK", words[3] == "WRITE", let process = Int32(words[4]) else {
                continue
            }
            if words[5].split(separator: ":").last.flatMap({ UInt64($0) }) == UInt64(status.st_ino) {
                return process > 0 ? process : noted
            }
            isHoldingSomething = isHoldingSomething || process == noted
        }
        return isHoldingSomething ? noted : nil
    }

    /// Seconds between two tries.
    private static let pause = 0.02

    private static func take(_ descriptor: Int32, _ file: StoreFile, _ patience: Patience) throws {
        let end = ContinuousClock.now + .seconds(patience.seconds)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK:
                guard ContinuousClock.now < end else {
                    throw busy(file, holder: holder(descriptor), patience.seconds)
                }
                try patience.check()
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
    private static func holder(_ descriptor: Int32) -> CurrentWriter? {
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let lines = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 4, let process = Int32(lines[0]), let since = Int(lines[1]) else { return nil }
        return CurrentWriter(
            process: process,
            since: since,
            purpose: lines[2],
            job: lines[3] == "-" ? nil : lines[3]
        )
    }

    private static func busy(_ file: StoreFile, holder: CurrentWriter?, _ patience: Double) -> StoreError {
        let way =
            patience > 0
            ? "wait for it to end and try again" : "try again when it has ended, or --wait SECONDS for that"
        return StoreError(
            code: .busy,
            path: file.name,
            message: "the store \(file.name) is being written \(holder.map(who) ?? "by another process"): \(way)"
        )
    }

    private static func who(_ holder: CurrentWriter) -> String {
        let job = holder.job.map { ", job \($0)," } ?? ""
        return "by `\(holder.purpose)`\(job) (process \(holder.process)) since \(utc(holder.since))"
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
