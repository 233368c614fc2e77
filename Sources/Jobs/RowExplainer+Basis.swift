import Licensing
import Manifest

extension RowExplainer {
    /// What the message of a row with a single code depends on, but for the values in it: many rows share it.
    enum Basis: Equatable {
        case seats
        case location
        /// `isOwn` tells that the other part of it is the row itself, and not what the user had before.
        case rule(Judgement.Finding.Reason, product: Int, isAssign: Bool, isOwn: Bool, namesLine: Bool)
        case file

        /// A number in which it is mixed, for small tables of those used last.
        var mixed: Int {
            switch self {
            case .seats: 1
            case .location: 2
            case .file: 3
            case .rule(let reason, let product, let isAssign, let isOwn, let namesLine):
                (reason.mixed &* 67 &+ product) &* 8 &+ (isAssign ? 4 : 0) &+ (isOwn ? 1 : 0) &+ (namesLine ? 2 : 0)
            }
        }
    }

    /// What the row's message depends on, and the values in it in the order in which they stand there.
    ///
    /// Nil when it is more than that.
    func basis(_ row: Int) -> (basis: Basis, values: RowEndings.Values)? {
        let code = judging.outcomes[row].codes
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
            let basis = Basis.rule(
                finding.reason,
                // Named by what is said of places alone.
                product: isPlace ? operation.product : -1,
                isAssign: operation.isAssign,
                isOwn: isOwn,
                namesLine: otherLine != nil
            )
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
        let user = cells.cells(of: row, in: judging.reading.rows).user
        guard !user.isEmpty, user.utf8.count <= 60 else { return nil }
        for byte in user.utf8 where byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") { return nil }
        return user
    }
}

extension Judgement.Finding.Reason {
    fileprivate var mixed: Int {
        switch self {
        case .location: 1
        case .prohibited(let item): Int(item) &* 4 &+ 2
        case .conflict(let item, let other): (Int(item) &* 31 &+ Int(other)) &* 4 &+ 3
        case .requirement(let number): Int(number) &* 4
        case .userChange: 9
        }
    }
}
