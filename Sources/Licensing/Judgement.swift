/// What the judgement found for the rows of one customer.
package struct Judgement: Sendable {
    /// The verdict on one row.
    package struct Verdict: Sendable {
        package let status: RowStatus
        package let codes: Codes
        /// Position in the catalog; -1 where the row is refused by itself.
        package let product: Int
        /// The hold on the row's product before and after the file; nothing is said of a refused row's: not held.
        package let before: Places
        package let after: Places

        init(
            status: RowStatus,
            codes: Codes,
            product: Int = -1,
            before: Places = Places(),
            after: Places = Places()
        ) {
            self.status = status
            self.codes = codes
            self.product = product
            self.before = before
            self.after = after
        }
    }

    /// Why a row was refused, as far as neither the row's own cells nor the shortages tell it.
    package struct Finding: Sendable {
        package enum Reason: Hashable, Sendable {
            case location
            case prohibited(RuleBook.Item)
            /// The row turns `item` on while `other` is on.
            case conflict(RuleBook.Item, other: RuleBook.Item)
            /// A position in `RuleBook.requirements` that would not be met.
            case requirement(Int)
            case userChange

            /// The code of a row that is refused for it.
            package var code: Codes {
                switch self {
                case .location: .usageLocationMissing
                case .prohibited: .prohibitedInUsageLocation
                case .conflict: .mutuallyExclusive
                case .requirement: .dependency
                case .userChange: .userChangeRefused
                }
            }
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

    /// What was found; the findings of one row stand one behind the other.
    package let findings: [Finding]
    /// Sorted by product.
    package let shortages: [Shortage]
    /// By row: what is wrong with it by itself.
    private let codes: [Codes]
    private let shares: [Share]
    private let snapshot: Snapshot
    /// What the changes come to.
    package let changeCounts: ChangeCounts

    init(
        codes: [Codes],
        findings: [Finding],
        shares: [Share],
        changeCounts: ChangeCounts,
        shortages: [Shortage],
        snapshot: Snapshot
    ) {
        self.codes = codes
        self.shares = shares
        self.changeCounts = changeCounts
        self.shortages = shortages
        self.snapshot = snapshot
        // One share alone is not copied: a file may refuse millions of rows.
        self.findings =
            shares.count == 1 && findings.isEmpty
            ? shares[0].read(\.findings) : shares.reduce(findings) { found, share in found + share.read(\.findings) }
    }

    /// The users were judged in so many shares.
    package var shareCount: Int { shares.count }

    /// Calls `body` with the verdict on each row of a share, by its index among the rows given, in no particular order; each
    /// row is in one share.
    package func forEachVerdict(inShare number: Int, _ body: (_ row: Int, Verdict) -> Void) {
        // Rows that are refused by themselves belong to no user for certain.
        if number == 0 {
            for row in codes.indices where !codes[row].isEmpty {
                body(row, Verdict(status: .refused, codes: codes[row]))
            }
        }
        shares[number].read { $0.forEachVerdict(body) }
    }

    /// What changes, sorted by the user's number, then product.
    package var changes: [Change] {
        var changes: [Change] = []
        for lane in shares.lazy.flatMap({ $0.read(\.fold.lanes) }) where lane.before != lane.after {
            changes.append(
                Change(
                    user: snapshot.users[lane.user].number,
                    product: lane.product,
                    before: lane.before,
                    after: lane.after
                )
            )
        }
        changes.sort { ($0.user, $0.product) < ($1.user, $1.product) }
        return changes
    }

    /// How much changes.
    package struct ChangeCounts: Sendable {
        /// Users for whom something changes.
        package var users = 0
        /// Products newly held, and no longer held.
        package var newHoldings = 0
        package var lostHoldings = 0

        package init() {}

        static func + (left: Self, right: Self) -> Self {
            var sum = left
            sum.users += right.users
            sum.newHoldings += right.newHoldings
            sum.lostHoldings += right.lostHoldings
            return sum
        }
    }
}
