import FoundationEssentials
import Glibc
import Manifest

/// The folder that outputs go to.
package enum OutputFolder {
    /// The path, with a number behind it where something is there.
    package static func free(_ path: String) -> String {
        func isTaken(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
        guard isTaken(path) else { return path }
        return (2...).lazy.map { "\(path)-\($0)" }.first { !isTaken($0) } ?? path
    }

    /// Makes it for its owner alone, with the folders above it, unless it is there.
    ///
    /// - Throws: `FileTrouble`.
    package static func make(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw FileTrouble(operation: "make the folder", path: folder, code: errno)
        }
    }
}
