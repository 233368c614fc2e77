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
    package struct Finding: Sendable, BitwiseCopyable {
        // Small numbers: a file may have millions of findings.
        package enum Reason: Hashable, Sendable, BitwiseCopyable {
            case location
            /// A position in `RuleBook.items`.
            case prohibited(UInt32)
            /// The row turns an item on while `other` is on.
            case conflict(UInt32, other: UInt32)
            /// A position in `RuleBook.requirements` that would not be met.
            case requirement(UInt32)
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
        package var row: Int { Int(rowNumber) }
        package let reason: Reason
        /// Number of the other row that takes part, if one does.
        package var otherRow: Int? { otherNumber == .max ? nil : Int(otherNumber) }

        private let rowNumber: UInt32
        private let otherNumber: UInt32

        init(row: Int, reason: Reason, otherRow: Int?) {
            rowNumber = UInt32(row)
            self.reason = reason
            otherNumber = otherRow.map { UInt32($0) } ?? .max
        }
    }

    /// What changes for one user and product.
    package struct Change: Sendable {
        /// The store's key of the user.
        package let user: Int
        /// Position in the catalog.
        package let product: Int
        package let before: Places
        package let after: Places
        /// Number in the file of the row furthest down that had a part in it.
        package let row: Int

        package init(user: Int, product: Int, before: Places, after: Places, row: Int) {
            self.user = user
            self.product = product
            self.before = before
            self.after = after
            self.row = row
        }
    }

    /// Seats to buy for rows refused with `CountViolation`.
    package struct Shortage: Sendable, BitwiseCopyable {
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
    private let rows: [ResolvedRow]
    /// By row: what is wrong with it by itself.
    private let codes: [Codes]
    private let shares: [Share]
    private let snapshot: Snapshot

    init(
        rows: [ResolvedRow],
        codes: [Codes],
        findings: [Finding],
        shares: [Share],
        shortages: [Shortage],
        snapshot: Snapshot
    ) {
        self.rows = rows
        self.codes = codes
        self.shares = shares
        self.shortages = shortages
        self.snapshot = snapshot
        // One share alone is not copied: a file may refuse millions of rows.
        self.findings =
            shares.count == 1 && findings.isEmpty
            ? shares[0].read(\.findings) : shares.reduce(findings) { found, share in found + share.read(\.findings) }
    }

    /// The users were judged in so many shares.
    package var shareCount: Int { shares.count }

    /// Calls `body` with the verdict on each row of a share, by its number in the file, in no particular order; each row is
    /// in one share.
    ///
    /// - Parameters:
    ///   - number: of the share.
    ///   - body: takes the verdicts.
    /// - Returns: how much changes for the share's users.
    package func forEachVerdict(inShare number: Int, _ body: (_ row: Int, Verdict) -> Void) -> ChangeCounts {
        // Rows that are refused by themselves belong to no user for certain.
        if number == 0 {
            for row in codes.indices where !codes[row].isEmpty {
                body(rows[row].row, Verdict(status: .refused, codes: codes[row]))
            }
        }
        return shares[number].read { $0.forEachVerdict(body) }
    }

    /// What changes, sorted by the user's number, then product.
    package var changes: [Change] {
        var changes: [Change] = []
        for share in shares {
            let fold = share.read(\.fold)
            for (number, lane) in fold.lanes.enumerated() where lane.before != lane.after {
                changes.append(
                    Change(
                        user: snapshot.users[lane.user].number,
                        product: lane.product,
                        before: lane.before,
                        after: lane.after,
                        row: rows[fold.lastCause(number)].row
                    )
                )
            }
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
        /// Users who held something and are left with nothing.
        package private(set) var unlicensedUsers = 0
        /// The numbers in the file of the first rows that revoke something of such users, at most as many as are named.
        package private(set) var firstRowsThatUnlicense: [Int] = []

        private static let mostRows = 5

        package init() {}

        /// Counts that were kept.
        package init(
            users: Int,
            newHoldings: Int,
            lostHoldings: Int,
            unlicensedUsers: Int,
            firstRowsThatUnlicense: [Int]
        ) {
            self.users = users
            self.newHoldings = newHoldings
            self.lostHoldings = lostHoldings
            self.unlicensedUsers = unlicensedUsers
            self.firstRowsThatUnlicense = firstRowsThatUnlicense
        }

        /// Counts what changes for a user.
        mutating func take(_ change: UserChange, of user: Snapshot.User) {
            guard change.isAny else { return }
            users += 1
            newHoldings += change.newHoldings
            lostHoldings += change.lostHoldings
            guard !user.holdings.isEmpty, user.holdings.count + change.newHoldings == change.lostHoldings else {
                return
            }
            unlicensedUsers += 1
            note([change.firstRowThatRevokes])
        }

        private mutating func note(_ rows: [Int]) {
            firstRowsThatUnlicense = Array((firstRowsThatUnlicense + rows).sorted().prefix(Self.mostRows))
        }

        package static func + (left: Self, right: Self) -> Self {
            var sum = left
            sum.users += right.users
            sum.newHoldings += right.newHoldings
            sum.lostHoldings += right.lostHoldings
            sum.unlicensedUsers += right.unlicensedUsers
            sum.note(right.firstRowsThatUnlicense)
            return sum
        }
    }
}
