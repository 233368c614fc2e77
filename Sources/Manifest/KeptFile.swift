import Crypto
import Glibc

/// A file that begins with an input as it came and goes on with what became known of it, so that work can go on from there
/// without the input itself.
///
/// It begins with `KeptHead`, by which it is known. Behind the input stand fields as `KeptFileWriter` puts them, and at
/// the end `KeptFooter`, without which it is not whole.
package struct KeptFile: Sendable {
    private let file: TemporaryFile
    private let map: MappedFile
    private let footer: KeptFooter
    /// Where the fields end.
    private let end: Int
    private let path: String

    /// Whether the file at a path is one, whole or not: tells from its first bytes.
    package static func isOne(at path: String) -> Bool {
        var status = stat()
        // Nothing is to be taken out of a pipe here.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { _ = close(descriptor) }
        var head = [UInt8](repeating: 0, count: KeptHead.mark.count)
        let count = head.withUnsafeMutableBytes { Descriptor.read(descriptor, into: $0) }
        return count == head.count && head == KeptHead.mark
    }

    /// Opens one.
    ///
    /// - Throws: `FileTrouble`, `UnusableFile`.
    package static func open(_ path: String) throws -> KeptFile {
        try KeptFile(TemporaryFile(kept: path), path: path)
    }

    /// Opens a copy of one, which is gone unless it is kept.
    ///
    /// - Parameters:
    ///   - path: of the file.
    ///   - folder: where the copy may be kept.
    /// - Returns: the copy.
    /// - Throws: `FileTrouble`, `UnusableFile`.
    package static func copy(of path: String, in folder: String) throws -> KeptFile {
        let (source, copy) = (try TemporaryFile(kept: path), try TemporaryFile(in: folder))
        let byteCount = try source.byteCount() - source.start
        guard byteCount > 0, source.hasWholeHead() else { throw UnusableFile(path: path, reason: .damaged) }
        let map = try MappedFile(source, byteCount: byteCount)
        if let trouble = copy.write(map.bytes) { throw trouble }
        return try KeptFile(copy, path: path)
    }

    private init(_ file: TemporaryFile, path: String) throws {
        self.file = file
        self.path = path
        guard file.hasWholeHead(), let (footer, end) = try KeptFooter.find(in: file) else {
            throw UnusableFile(path: path, reason: .damaged)
        }
        guard footer.version == KeptFooter.version else { throw UnusableFile(path: path, reason: .otherVersion) }
        map = try MappedFile(file, byteCount: end)
        self.footer = footer
        self.end = end
        let fields = UnsafeRawBufferPointer(rebasing: map.bytes[footer.copyLength..<end])
        var hash = SHA256()
        hash.update(bufferPointer: fields)
        guard Array(hash.finalize()) == footer.digest else { throw UnusableFile(path: path, reason: .damaged) }
    }

    /// The fields, from the first.
    package var fields: KeptFields { KeptFields(map, in: footer.copyLength..<end, path: path) }

    /// The input.
    ///
    /// - Parameters:
    ///   - input: what was known of it.
    ///   - options: those with which it was read.
    /// - Returns: the table in it.
    /// - Throws: `UnusableFile` when it is not the same any more, `FileTrouble`.
    package func csv(_ input: KeptInput, options: ReadingOptions) throws -> CSVFile {
        var hash = SHA256()
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: map.bytes[..<footer.copyLength]))
        guard input.byteCount == footer.copyLength, InputDigest.text(of: hash.finalize()) == input.sha256 else {
            throw UnusableFile(path: path, reason: .damaged)
        }
        return try CSVFile(Spool(file, of: input), options: options)
    }

    /// Brings a copy to the disk.
    ///
    /// - Throws: `FileTrouble`.
    package func bringToDisk() throws { try file.bringToDisk() }

    /// Keeps a copy under a name of its own.
    ///
    /// - Throws: `FileTrouble`.
    package func keep(as path: String) throws { try file.keep(as: path) }
}
