import Crypto

/// Puts what is known of an input behind the copy of it, field after field, and keeps the whole.
///
/// Numbers take eight bytes, texts and lists begin with their length. Lists of plain values stand there as they do in
/// memory, and begin with the size of one: a file may be read only where it was written, by the version that wrote it.
package struct KeptFileWriter: ~Copyable {
    private let spool: Spool
    private var pending: [UInt8] = []
    private var hash = SHA256()

    private static let most = 1 << 18

    /// - Parameter spool: was read with a `keepingFolder`.
    package init(behind spool: Spool) {
        self.spool = spool
        pending.reserveCapacity(Self.most)
    }

    package mutating func put(_ number: Int) throws {
        withUnsafeBytes(of: number.littleEndian) { pending.append(contentsOf: $0) }
        if pending.count >= Self.most { try flush() }
    }

    package mutating func put(_ text: String) throws {
        try put(text.utf8.count)
        pending.append(contentsOf: text.utf8)
    }

    package mutating func put<Element: BitwiseCopyable>(_ elements: [Element]) throws {
        try put(elements.count)
        try put(MemoryLayout<Element>.stride)
        try elements.withUnsafeBytes { bytes in
            guard bytes.count >= Self.most else { return pending.append(contentsOf: bytes) }
            try flush()
            try write(bytes)
        }
    }

    /// Puts a list of anything.
    package mutating func put<Element>(
        each elements: some Collection<Element>,
        _ body: (inout KeptFileWriter, Element) throws -> Void
    ) throws {
        try put(elements.count)
        for element in elements { try body(&self, element) }
    }

    /// Puts what the spool has to know to be made again.
    package mutating func putInput() throws {
        try put(spool.name)
        try put(spool.encoding.rawValue)
        try put(spool.originalByteCount)
        try put(try spool.sha256())
    }

    /// Brings all of it to the disk; it has no name to be found under yet.
    ///
    /// - Throws: `FileTrouble`.
    package mutating func finish() throws {
        try flush()
        let footer = KeptFooter(copyLength: spool.originalByteCount, digest: Array(hash.finalize()))
        try footer.bytes.withUnsafeBytes { if let trouble = spool.copy.write($0) { throw trouble } }
        try spool.copy.bringToDisk()
    }

    private mutating func flush() throws {
        try pending.withUnsafeBytes { try write($0) }
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bufferPointer: bytes)
        if let trouble = spool.copy.write(bytes) { throw trouble }
    }
}

extension Spool {
    /// Gives the copy, behind which a `KeptFileWriter` has put all it had to, its name.
    ///
    /// - Throws: `FileTrouble`.
    package func keep(as path: String) throws { try copy.keep(as: path) }
}
