import Glibc
import Manifest

/// The file that inputs are put in, since users have files: in the folder that TMPDIR names, which `scripts/fuzz` removes.
struct ScratchFile {
    static let shared = ScratchFile()

    private let path: String

    private init() {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        path = "\(folder)/fuzzed-\(getpid()).csv"
    }

    /// Opens these bytes as a file of the user's.
    func open(_ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions()) throws -> CSVFile {
        guard let file = fopen(path, "w") else { broken("There is room to work in", path) }
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else { broken("There is room to work in", path) }
        return try CSVFile.open(path: path, options: options)
    }
}
