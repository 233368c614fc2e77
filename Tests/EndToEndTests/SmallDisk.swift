import Foundation
import Glibc

/// A file system in memory, small enough to fill, for as long as a test lasts.
final class SmallDisk {
    private let path: String

    struct NotMounted: Error {
        let code: Int32
    }

    /// Whether one can be mounted here at all.
    static let isPossible: Bool = {
        guard getuid() == 0 else { return false }
        let place = FileManager.default.temporaryDirectory.appending(path: "seatwise-mount-\(UUID().uuidString)").path
        return (try? SmallDisk(at: place, kilobytes: 16)) != nil
    }()

    init(at path: String, kilobytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            let code = errno
            rmdir(path)
            throw NotMounted(code: code)
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }

    /// Takes up all room but so many blocks.
    func fill(leaving blocks: Int) throws {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw NotMounted(code: errno) }
        let count = (Int(status.f_bavail) - blocks) * Int(status.f_bsize)
        try Data(count: max(count, 0)).write(to: URL(filePath: path + "/filler"))
    }

    func empty() throws {
        try FileManager.default.removeItem(atPath: path + "/filler")
    }

    /// What stands in a folder of the disk; nothing when the folder is not there.
    func names(below folder: String) throws -> [String] {
        let folder = "\(path)/\(folder)"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
    }
}
