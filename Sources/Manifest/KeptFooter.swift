/// The last bytes of a kept file: numbers of eight bytes, little end first, the digest of the fields, the mark.
struct KeptFooter {
    /// To be raised whenever a field or a type in it changes.
    static let version = 1
    static let byteCount = 64
    private static let mark = Array("\u{0}seatwise-kept\r\n".utf8)

    var version = Self.version
    /// How long the input is, behind which the fields begin.
    let copyLength: Int
    /// SHA-256 of the fields.
    let digest: [UInt8]

    /// Reads that of a file; nil where there is none.
    ///
    /// - Parameter file: behind its head.
    /// - Returns: it, and where in the contents it stands.
    /// - Throws: `FileTrouble`.
    static func find(in file: TemporaryFile) throws -> (footer: KeptFooter, start: Int)? {
        let start = try file.byteCount() - file.start - byteCount
        guard start > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        let read = bytes.withUnsafeMutableBytes { file.read(into: $0, at: start) }
        guard case .success(byteCount) = read, bytes[48...].elementsEqual(mark) else { return nil }
        func number(_ place: Int) -> Int {
            Int(truncatingIfNeeded: bytes[place..<place + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
        guard (1...start).contains(number(8)) else { return nil }
        return (KeptFooter(version: number(0), copyLength: number(8), digest: Array(bytes[16..<48])), start)
    }

    var bytes: [UInt8] {
        func bytes(_ number: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
        return bytes(version) + bytes(copyLength) + digest + Self.mark
    }
}
