/// A row after its names have become numbers.
package struct ResolvedRow: Sendable {
    /// The row's number in the file, from 0: what orders rows, and what explanations refer to.
    package let row: Int
    /// Position in `Snapshot.users`, or -1 when the row's user is missing or unknown.
    package let user: Int
    /// Position in the table of operations.
    package let operation: Int
    /// What is wrong with the row by itself.
    package let codes: Codes

    package init(row: Int, user: Int, operation: Int, codes: Codes) {
        self.row = row
        self.user = user
        self.operation = operation
        self.codes = codes
    }
}

/// How much a refused row takes with it (SPEC 5).
package enum Atomicity: String, CaseIterable, Sendable {
    case row, user, file
}
