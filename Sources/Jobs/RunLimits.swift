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
        let counts: [(kind: Passed.Kind, limit: CountLimit?, count: Int, all: Int)] = [
            (.errors, errors, report.statuses[.refused] ?? 0, report.rowCount),
            (.revokes, revokes, report.lostHoldings, report.heldBefore),
            (.unlicensed, unlicensed, report.unlicensedUsers, report.changedUserCount),
        ]
        for (kind, limit, count, all) in counts {
            guard let limit, limit.isPassed(by: count, of: all) else { continue }
            return Passed(kind: kind, limit: limit, count: count, all: all, firstLines: firstLines(kind, judging))
        }
        return nil
    }

    private func firstLines(_ kind: Passed.Kind, _ judging: Judging) -> [Int] {
        switch kind {
        // Refused rows are named before this is said.
        case .errors: []
        case .revokes: lines(judging.rowsThatRevoke.prefix(Self.linesNamed), judging)
        case .unlicensed: lines(judging.rowsThatUnlicense.prefix(Self.linesNamed), judging)
        }
    }

    private func lines(_ rows: some Sequence<Int>, _ judging: Judging) -> [Int] {
        rows.map { Int(judging.manifest.rows[$0].line) }
    }
}
