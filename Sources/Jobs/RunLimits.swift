import Licensing

/// What a run puts up with before it refuses to change anything; nil where it puts up with all.
package struct RunLimits: Hashable, Sendable {
    /// Refused rows, of all rows.
    package var errors: CountLimit?
    /// Products that users would no longer hold, of what the users of the customers named hold.
    package var revokes: CountLimit?
    /// Users who would be left without any product.
    package var unlicensed: CountLimit?

    package init(errors: CountLimit? = nil, revokes: CountLimit? = nil, unlicensed: CountLimit? = nil) {
        self.errors = errors
        self.revokes = revokes
        self.unlicensed = unlicensed
    }

    /// A limit that was passed: by how many, and the lines of the first rows that have a part in it.
    package struct Passed: Sendable {
        package enum Kind: String, Sendable {
            case errors = "max-errors"
            case revokes = "max-revokes"
            case unlicensed = "max-unlicensed"
        }

        package let kind: Kind
        package let limit: CountLimit
        package let count: Int
        /// Of how many.
        package let all: Int
        package let firstLines: [Int]
    }

    /// How many lines are named.
    private static let linesNamed = 5

    /// The first limit that what is to be done would pass.
    func passed(by report: RunReport, _ judging: Judging) -> Passed? {
        let refused = report.statuses[.refused] ?? 0
        if let errors, errors.isPassed(by: refused, of: report.rowCount) {
            return Passed(kind: .errors, limit: errors, count: refused, all: report.rowCount, firstLines: [])
        }
        if let revokes, revokes.isPassed(by: report.lostHoldings, of: report.heldBefore) {
            return Passed(
                kind: .revokes,
                limit: revokes,
                count: report.lostHoldings,
                all: report.heldBefore,
                firstLines: lines(judging.rowsThatRevoke.prefix(Self.linesNamed), judging)
            )
        }
        if let unlicensed, unlicensed.isPassed(by: report.unlicensedUsers, of: report.changedUserCount) {
            return Passed(
                kind: .unlicensed,
                limit: unlicensed,
                count: report.unlicensedUsers,
                all: report.changedUserCount,
                firstLines: lines(judging.rowsThatUnlicense.prefix(Self.linesNamed), judging)
            )
        }
        return nil
    }

    private func lines(_ rows: some Sequence<Int>, _ judging: Judging) -> [Int] {
        rows.map { Int(judging.reading.rows[$0].line) }
    }
}
