import Crypto
import Glibc

/// A file that begins with an input as it came and goes on with what became known of it, so that work can go on from there
/// without the input itself.
///
/// Behind the input stand fields as `KeptFileWriter` puts them, and at the end `KeptFooter`, by which it is known.
package struct KeptFile: Sendable {
    private let file: TemporaryFile
    private let map: MappedFile
    private let footer: KeptFooter
    private let path: String

    /// Whether the file at a path is one: tells from its last bytes.
    package static func isOne(at path: String) -> Bool {
        var status = stat()
        // Nothing is to be taken out of a pipe here.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        guard let file = try? TemporaryFile(kept: path), let footer = try? KeptFooter(of: file) else { return false }
        return footer.hasMark
    }

    /// What is said of one that is read as a CSV file.
    static func refusal(of file: String) -> UnreadableFile {
        UnreadableFile(
            file: file,
            problem: "it is a saved plan, not a CSV file",
            remedy: "apply it with seatwise apply, or name the manifest that it was made from"
        )
    }

    /// Opens one.
    ///
    /// - Throws: `FileTrouble`, `DamagedFile`.
    package static func open(_ path: String) throws -> KeptFile {
        try KeptFile(TemporaryFile(kept: path), path: path)
    }

    /// Opens a copy of one, which is gone unless it is kept.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - folder: where the copy may be kept.
    /// - Returns: the copy.
    /// - Throws: `FileTrouble`, `DamagedFile`.
    package static func copy(of path: String, in folder: String) throws -> KeptFile {
        let (source, copy) = (try TemporaryFile(kept: path), try TemporaryFile(in: folder))
        let map = try MappedFile(source, byteCount: max(1, source.byteCount()))
        if let trouble = copy.write(map.bytes) { throw trouble }
        return try KeptFile(copy, path: path)
    }

    private init(_ file: TemporaryFile, path: String) throws {
        self.file = file
        self.path = path
        let footer = try KeptFooter(of: file)
        guard footer.hasMark else { throw DamagedFile(path: path) }
        guard footer.version == KeptFooter.version else {
            throw FileTrouble(
                operation: "read",
                path: path,
                code: 0,
                reason: "it was written by another version of seatwise",
                remedy: "use that one, or plan again"
            )
        }
        map = try MappedFile(file, byteCount: footer.end)
        self.footer = footer
        let fields = UnsafeRawBufferPointer(rebasing: map.bytes[footer.copyLength..<footer.end])
        var hash = SHA256()
        hash.update(bufferPointer: fields)
        guard Array(hash.finalize()) == footer.digest else { throw DamagedFile(path: path) }
    }

    /// The fields, from the first.
    package var fields: KeptFields { KeptFields(map, in: footer.copyLength..<footer.end, path: path) }

    /// The input.
    ///
    /// - Parameters:
    ///   - input: what was known of it.
    ///   - options: those with which it was read.
    /// - Returns: the table in it.
    /// - Throws: `DamagedFile` when it is not the same any more, `FileTrouble`.
    package func csv(_ input: KeptInput, options: ReadingOptions) throws -> CSVFile {
        var hash = SHA256()
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: map.bytes[..<footer.copyLength]))
        guard input.byteCount == footer.copyLength, InputDigest.text(of: hash.finalize()) == input.sha256 else {
            throw DamagedFile(path: path)
        }
        return try CSVFile(Spool(file, of: input), options: options)
    }

    /// Keeps a copy under a name of its own, for certain.
    ///
    /// - Throws: `FileTrouble`.
    package func keep(as path: String) throws {
        try file.bringToDisk()
        try file.keep(as: path)
    }
}

/// What is known of an input without a look at it.
package struct KeptInput: Sendable {
    /// What messages call it.
    let name: String
    let encoding: TextEncoding
    let byteCount: Int
    /// Lower-case hexadecimal.
    let sha256: String
}

/// The last bytes of a kept file: numbers of eight bytes, little end first, the digest of the fields, the mark.
struct KeptFooter {
    /// To be raised whenever a field or a type in it changes.
    static let version = 1
    static let byteCount = 64
    private static let mark = Array("\u{0}seatwise-kept\r\n".utf8)

    let version: Int
    /// How long the input is, behind which the fields begin.
    let copyLength: Int
    /// SHA-256 of the fields.
    let digest: [UInt8]
    let hasMark: Bool
    /// Where the fields end, and this begins.
    let end: Int

    init(copyLength: Int, digest: [UInt8]) {
        version = Self.version
        self.copyLength = copyLength
        self.digest = digest
        hasMark = true
        end = 0
    }

    /// Reads that of a file, which need not be one.
    init(of file: TemporaryFile) throws {
        let size = try file.byteCount()
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        end = size - Self.byteCount
        let start = end
        let isRead =
            start > 0
            && bytes.withUnsafeMutableBytes { buffer in
                if case .success(Self.byteCount) = file.read(into: buffer, at: start) { true } else { false }
            }
        func number(_ place: Int) -> Int {
            Int(truncatingIfNeeded: bytes[place..<place + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
        version = number(0)
        copyLength = number(8)
        digest = Array(bytes[16..<48])
        hasMark = isRead && bytes[48...].elementsEqual(Self.mark) && (1...max(1, start)).contains(number(8))
    }

    var bytes: [UInt8] {
        func bytes(_ number: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
        return bytes(version) + bytes(copyLength) + digest + Self.mark
    }
}

/// A kept file that is not what it was when it was written.
package struct DamagedFile: Error, Sendable, Equatable, CustomStringConvertible {
    package let path: String

    package var description: String {
        "\(MessageText.plain(path, limit: 1000)) is damaged, or no saved plan: plan again from the manifest"
    }
}
