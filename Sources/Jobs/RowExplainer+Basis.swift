import Licensing
import Manifest

extension RowExplainer {
    /// What the message of a row with a single code depends on, but for the values in it: many rows share it.
    ///
    /// All of it in one number, which millions of rows are compared by.
    struct Basis: Equatable {
        static var seats: Basis { Basis(kind: 1) }
        static var location: Basis { Basis(kind: 2) }
        static var file: Basis { Basis(kind: 3) }

        private var key: UInt64

        private init(kind: UInt64) {
            key = kind
        }

        /// That of a row that breaks a rule; nil where the catalog is too large for it.
        ///
        /// - Parameters:
        ///   - reason: the rule.
        ///   - product: the row's, if it is named.
        ///   - isAssign: whether the row assigns.
        ///   - isOwn: whether the other part of it is the row itself, and not what the user had before.
        ///   - namesLine: whether another row is named.
        init?(_ reason: Judgement.Finding.Reason, product: Int?, isAssign: Bool, isOwn: Bool, namesLine: Bool) {
            let (kind, item, other): (UInt64, UInt32, UInt32)
            switch reason {
            case .location, .userChange: return nil
            case .prohibited(let place): (kind, item, other) = (4, place, 0)
            case .conflict(let place, let conflicting): (kind, item, other) = (5, place, conflicting)
            case .requirement(let number): (kind, item, other) = (6, number, 0)
            }
            let named = product.map { $0 + 1 } ?? 0
            guard item < 1 << 16, other < 1 << 16, named < 1 << 24 else { return nil }
            key = kind | (isAssign ? 1 : 0) << 4 | (isOwn ? 1 : 0) << 5 | (namesLine ? 1 : 0) << 6
            key |= UInt64(named) << 8 | UInt64(item) << 32 | UInt64(other) << 48
        }

        /// A number in which it is mixed, for small tables of those used last.
        var mixed: Int { Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 40) }
    }

    /// What the row's message depends on, and the values in it in the order in which they stand there.
    ///
    /// Nil when it is more than that.
    func basis(_ row: Int, _ code: Codes) -> (basis: Basis, values: RowEndings.Values)? {
        switch code {
        case .count:
            guard let shortage = judging.shortage(of: row), let product = plainReferences[shortage.product] else {
                return nil
            }
            let (inUse, seats) = (UInt(shortage.inUse), UInt(shortage.seats))
            return (.seats, [.text(product), .number(inUse), .number(seats), .number(UInt(shortage.short))])
        case .fileChangeRefused: return (.file, RowEndings.noValues)
        case .usageLocationMissing:
            guard let user = plainUser(row) else { return nil }
            return (.location, [.text(user), .nothing, .nothing, .nothing])
        case .prohibitedInUsageLocation, .mutuallyExclusive, .dependency:
            guard let finding = judging.finding(of: row, code) else { return nil }
            let isPlace = code == .prohibitedInUsageLocation
            let isOwn = finding.otherRow == row
            let otherLine = isPlace || isOwn ? nil : finding.otherRow.map { RowBuffer.Filling.number(UInt(line($0))) }
            guard let value = isPlace ? plainUser(row).map(RowBuffer.Filling.text) : otherLine ?? .nothing else {
                return nil
            }
            let operation = operation(row)
            let basis = Basis(
                finding.reason,
                // Named by what is said of places alone.
                product: isPlace ? operation.product : nil,
                isAssign: operation.isAssign,
                isOwn: isOwn,
                namesLine: otherLine != nil
            )
            guard let basis else { return nil }
            return (basis, [value, .nothing, .nothing, .nothing])
        default: return nil
        }
    }

    /// The row's message with holes where values stand, for all rows with the same basis.
    func template(_ row: Int) -> String {
        finding(judging.outcomes[row].codes, row) { _ in String(RowBuffer.hole) }
    }

    /// Whether a message may begin with a name: nothing in it has to be quoted or guarded, whatever the delimiter.
    static func isPlain(_ name: String) -> Bool {
        func isLetterOrDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 }
        guard let first = name.utf8.first, isLetterOrDigit(first) else { return false }
        return name.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E }
    }

    /// The row's user as it is written, when a message and a cell can hold it just so.
    private func plainUser(_ row: Int) -> String? {
        let user = cells.cells(of: row, in: judging.manifest.rows).user
        guard !user.isEmpty, user.utf8.count <= 60 else { return nil }
        for byte in user.utf8 where byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") { return nil }
        return user
    }
}
