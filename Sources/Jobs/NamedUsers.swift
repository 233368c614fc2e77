import Licensing

/// The users that rows of one customer name: each name once, and which of them each row has.
struct NamedUsers: Sendable {
    /// Folded UPNs and ids.
    private(set) var names: KeyTable
    /// By row: a number of `names`, or -1 for an empty cell.
    private(set) var nameOfRow: [Int32] = []
    /// Whether some cell may be an id that is a GUID.
    private(set) var mayBeGUIDs = false

    /// Characters of a GUID as ids are written: `05bdbe37-7c00-f4ae-b636-d53ee0142b98`.
    private static let guidLength = 36
    /// Bytes of a UPN, give or take some.
    private static let likelyNameLength = 32

    /// - Parameter rowCount: how many rows there will be.
    init(rowCount: Int) {
        // Rows of a user come twice or more where they are many.
        let nameCount = rowCount < Self.fewRows ? rowCount : rowCount / 4
        names = KeyTable(count: nameCount, byteCount: nameCount * Self.likelyNameLength)
        nameOfRow.reserveCapacity(rowCount)
    }

    private static let fewRows = 1 << 15

    /// Takes the folded user cell of the next row.
    mutating func append(_ cell: Span<UInt8>) {
        nameOfRow.append(cell.isEmpty ? -1 : Int32(names.insert(cell)))
        mayBeGUIDs = mayBeGUIDs || cell.count == Self.guidLength
    }
}
