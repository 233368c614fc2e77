import Glibc

/// Takes away the temporary files that runs which were killed have left in a folder of outputs.
package enum LeftoverSweep {
    /// Removes them and tells how many there were.
    ///
    /// One that a living run is still writing is left alone.
    ///
    /// A folder that cannot be listed holds nothing that could be removed.
    @discardableResult
    package static func run(in folder: String) -> Int {
        guard let listing = opendir(folder) else { return 0 }
        defer { closedir(listing) }
        var removed = 0
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix(OutputFile.temporaryPrefix), name.hasSuffix(OutputFile.temporarySuffix) else {
                continue
            }
            removed += remove("\(folder)/\(name)") ? 1 : 0
        }
        return removed
    }

    /// Removes a file unless its writer holds it.
    private static func remove(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { _ = close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && unlink(path) == 0
    }
}
