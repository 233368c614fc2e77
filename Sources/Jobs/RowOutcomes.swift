import Licensing

/// What became of each row, in the order of the file.
struct RowOutcomes: Sendable {
    /// One row's, in 16 bytes: rows are settled customer by customer, so that each is a visit to memory of its own.
    struct Outcome: Sendable {
        var status: RowStatus
        let codes: Codes
        /// Where the findings of a row with codes begin; else its hold before.
        private var number: UInt32
        /// A number in `HoldTexts`; 0 for a row with codes.
        let after: UInt32

        /// A row without a code.
        init(_ status: RowStatus, before: UInt32 = 0, after: UInt32 = 0) {
            self.status = status
            codes = []
            number = before
            self.after = after
        }

        /// A row that is refused.
        init(_ codes: Codes) {
            status = .refused
            self.codes = codes
            number = 0
            after = 0
        }

        /// A number in `HoldTexts`; 0 for a row with codes.
        var before: UInt32 { codes.isEmpty ? number : 0 }
        /// For a row with codes: where what was found about it begins among its customer's findings.
        var firstFinding: Int {
            get { codes.isEmpty ? 0 : Int(number) }
            set { number = UInt32(newValue) }
        }
    }

    /// In pieces of `pieceSize` rows: no piece is so large that making it keeps one worker busy and the others waiting.
    private var pieces: [[Outcome]]
    let count: Int

    private static let pieceBits = 16

    /// What becomes of the rows that belong to no customer: refused with the codes that they have by themselves.
    init(_ rows: RowTable, operations: [Operation], on workers: Workers) {
        count = rows.count
        let pieceSize = 1 << Self.pieceBits
        pieces = workers.map((rows.count + pieceSize - 1) / pieceSize) { piece in
            [Outcome](repeating: Outcome(.unprocessed), count: min(pieceSize, rows.count - piece * pieceSize))
        }
        for number in rows.withoutCustomer {
            let row = rows[Int(number)]
            self[Int(number)] = Outcome(row.codes.union(operations[Int(row.operation)].codes))
        }
    }

    var indices: Range<Int> { 0..<count }

    subscript(row: Int) -> Outcome {
        get { pieces[row >> Self.pieceBits][row & (1 << Self.pieceBits - 1)] }
        set { pieces[row >> Self.pieceBits][row & (1 << Self.pieceBits - 1)] = newValue }
    }

    /// Turns rows of one status into another.
    mutating func replaceAll(_ status: RowStatus, with other: RowStatus) {
        for row in indices where self[row].status == status { self[row].status = other }
    }

    /// How many rows have each status; statuses that no row has are left out.
    var countsByStatus: [RowStatus: Int] {
        var counts = [Int](repeating: 0, count: RowStatus.allCases.count)
        for outcome in pieces.joined() { counts[Int(outcome.status.rawValue)] += 1 }
        return Dictionary(uniqueKeysWithValues: RowStatus.allCases.map { ($0, counts[Int($0.rawValue)]) })
            .filter { $0.value > 0 }
    }

    /// How many rows have each code, by the code's name.
    var countsByCode: [String: Int] {
        var counts = [Int](repeating: 0, count: Codes.names.count)
        for outcome in pieces.joined() {
            var rest = outcome.codes.rawValue
            while rest != 0 {
                counts[rest.trailingZeroBitCount] += 1
                rest &= rest - 1
            }
        }
        return Dictionary(uniqueKeysWithValues: zip(Codes.names, counts)).filter { $0.value > 0 }
    }
}
