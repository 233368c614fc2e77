/// The user cells of one customer's rows, in parts that may be gone through at the same time.
protocol UserCells: Sendable {
    /// How many there are.
    var count: Int { get }
    var partCount: Int { get }
    /// Whether some cell may be an id that is a GUID.
    var mayBeGUIDs: Bool { get }

    /// Calls `body` with each cell of a part, folded, in the order of the file; an empty one is no user's.
    ///
    /// The span is valid inside the call only.
    func forEach(in part: Int, _ body: (Span<UInt8>) throws -> Void) rethrows
}

/// Characters of a GUID as ids are written: `05bdbe37-7c00-f4ae-b636-d53ee0142b98`.
let guidLength = 36
