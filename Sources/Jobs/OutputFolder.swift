import FoundationEssentials
import Glibc
import Manifest

/// The folder that outputs go to.
package enum OutputFolder {
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
