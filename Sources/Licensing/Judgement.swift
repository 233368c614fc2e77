/// What the judgement found for the rows of one customer.
package struct Judgement: Sendable {
    /// The verdict on one row.
    package struct Verdict: Sendable {
        package var status: RowStatus
        package var codes: Codes
        /// The hold on the row's product before and after the file; nothing is said of a refused row's: not held.
        package var before = Places()
        package var after = Places()
    }

    /// Why a row was refused, as far as the row's own cells do not tell it.
    package struct Finding: Sendable {
        package enum Reason: Hashable, Sendable {
            case location
            case prohibited(RuleBook.Item)
            /// The row turns `item` on while `other` is on.
            case conflict(RuleBook.Item, other: RuleBook.Item)
            /// A position in `RuleBook.requirements` that would not be met.
            case requirement(Int)
            case seats
            case userChange
        }

        /// Number of the refused row in the file.
        package let row: Int
        package let reason: Reason
        /// Number of the other row that takes part, if one does.
        package let otherRow: Int?
    }

    /// What changes for one user and product.
    package struct Change: Sendable {
        /// The store's key of the user.
        package let user: Int
        /// Position in the catalog.
        package let product: Int
        package let before: Places
        package let after: Places
    }

    /// Seats to buy for rows refused with `CountViolation`.
    package struct Shortage: Sendable {
        /// Position in the catalog.
        package let product: Int
        package let seats: Int
        /// Holders once the accepted rows are applied.
        package let inUse: Int
        package let short: Int
    }

    /// In the order of the rows given.
    package var verdicts: [Verdict]
    /// Sorted by row.
    package var findings: [Finding]
    /// Sorted by user, then product.
    package var changes: [Change]
    /// Sorted by product.
    package var shortages: [Shortage]
}
