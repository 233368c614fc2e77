package import Licensing

/// Some users on their way into the directory, their texts as bytes.
package struct UserBatch: Sendable {
    /// A user, as the bytes of the batch hold it.
    ///
    /// An identifier that is its own folded form stands there once, and both ranges are the same.
    package struct Row: Sendable {
        package let customer: Int
        package let number: Int
        /// Whether the directory has nobody with this number yet.
        package let isNew: Bool
        /// Whether the directory knows the user by another id.
        package let hasNewID: Bool
        package let location: Location
        package let principalNameKey: Range<Int>
        package let principalName: Range<Int>
        package let idKey: Range<Int>
        package let id: Range<Int>
        package let name: Range<Int>
    }

    package private(set) var rows: [Row] = []
    package private(set) var bytes: [UInt8] = []

    /// Users that travel together: few enough for both threads to find them in the cache.
    private static let size = 1024

    package init() {
        rows.reserveCapacity(Self.size)
        bytes.reserveCapacity(Self.size * 96)
    }

    package var isFull: Bool { rows.count >= Self.size }

    /// Appends a user; `principalNameKey` and `idKey` are the folded forms of `principalName` and `id`.
    package mutating func append(
        _ number: Int,
        of customer: Int,
        isNew: Bool,
        hasNewID: Bool = false,
        location: Location,
        principalNameKey: [UInt8],
        principalName: UnsafeBufferPointer<UInt8>,
        idKey: [UInt8],
        id: UnsafeBufferPointer<UInt8>,
        name: UnsafeBufferPointer<UInt8>
    ) {
        let nameKeyRange = principalNameKey.withUnsafeBufferPointer { append($0) }
        let idKeyRange = idKey.withUnsafeBufferPointer { append($0) }
        rows.append(
            Row(
                customer: customer,
                number: number,
                isNew: isNew,
                hasNewID: hasNewID,
                location: location,
                principalNameKey: nameKeyRange,
                principalName: append(principalName, unlessIn: nameKeyRange),
                idKey: idKeyRange,
                id: append(id, unlessIn: idKeyRange),
                name: append(name)
            )
        )
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return start..<bytes.count
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, unlessIn key: Range<Int>) -> Range<Int> {
        let isKey = bytes.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[key]).hasSameBytes(as: text) }
        return isKey ? key : append(text)
    }
}
