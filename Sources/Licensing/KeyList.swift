/// Byte keys one behind the other, in the order in which they were added: nothing is looked up, nothing compared.
package struct KeyList: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    package init() {}

    package var count: Int { ends.count }

    package mutating func append(_ key: Span<UInt8>) {
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
    }

    /// Calls `body` with each key and its number.
    package func forEach(_ body: (_ number: Int, _ key: Span<UInt8>) -> Void) {
        var start = 0
        for (number, end) in ends.enumerated() {
            body(number, bytes.span.extracting(start..<end))
            start = end
        }
    }
}
