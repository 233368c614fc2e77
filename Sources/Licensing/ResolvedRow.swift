/// A row after its names have become numbers.
package struct ResolvedRow: Sendable {
    /// The row's number in the file, from 0: what orders rows, and what explanations refer to.
    package var row: Int { Int(number) }
    /// Position in `Snapshot.users`, or -1 when the row's user is missing or unknown.
    package var user: Int { Int(userPosition) }
    /// Position in the table of operations.
    package var operation: Int { Int(operationPosition) }
    /// What is wrong with the row by itself.
    package let codes: Codes
    // 16 bytes in all: a customer may have a million.
    private let number: UInt32
    private let userPosition: Int32
    private let operationPosition: UInt32

    package init(row: Int, user: Int, operation: Int, codes: Codes) {
        number = UInt32(row)
        userPosition = Int32(user)
        operationPosition = UInt32(operation)
        self.codes = codes
    }
}

/// How much a refused row takes with it (SPEC 5).
package enum Atomicity: String, CaseIterable, Sendable {
    case row, user, file
}
