/// Reads the fields of a kept file one after the other, in the order in which `KeptFileWriter` put them.
package struct KeptFields {
    private let map: MappedFile
    private var position: Int
    private let end: Int
    private let path: String

    init(_ map: MappedFile, in range: Range<Int>, path: String) {
        self.map = map
        position = range.lowerBound
        end = range.upperBound
        self.path = path
    }

    private var damaged: UnusableFile { UnusableFile(path: path, reason: .damaged) }

    private mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= end - position else { throw damaged }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: map.bytes[position..<position + count])
    }

    package mutating func number() throws -> Int {
        Int(littleEndian: try take(8).loadUnaligned(as: Int.self))
    }

    package mutating func text() throws -> String {
        String(decoding: try take(try number()), as: UTF8.self)
    }

    package mutating func values<Element: BitwiseCopyable>(_ type: Element.Type = Element.self) throws -> [Element] {
        let (count, stride) = (try number(), try number())
        guard stride == MemoryLayout<Element>.stride, count >= 0, count <= (end - position) / stride else {
            throw damaged
        }
        let bytes = try take(count * stride)
        guard count > 0 else { return [] }
        return [Element](unsafeUninitializedCapacity: count) { room, used in
            UnsafeMutableRawBufferPointer(room).copyMemory(from: bytes)
            used = count
        }
    }

    /// A list of anything.
    package mutating func list<Element>(_ body: (inout KeptFields) throws -> Element) throws -> [Element] {
        let count = try number()
        guard count >= 0, count <= end - position else { throw damaged }
        var elements: [Element] = []
        for _ in 0..<count { elements.append(try body(&self)) }
        return elements
    }

    /// What the input's spool is made from.
    package mutating func input() throws -> KeptInput {
        let name = try text()
        guard let encoding = TextEncoding(rawValue: try text()) else { throw damaged }
        return KeptInput(name: name, encoding: encoding, byteCount: try number(), sha256: try text())
    }

    /// What a value stands for, which must be something.
    package func known<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw damaged }
        return value
    }
}
