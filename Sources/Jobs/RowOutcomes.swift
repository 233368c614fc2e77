import Licensing

/// What became of each row, in the order of the file.
struct RowOutcomes: Sendable {
    /// One row's, in 8 bytes: rows are settled customer by customer, so that each is a visit to memory of its own.
    struct Outcome: Sendable {
        /// The codes, and above them the status.
        private var word: UInt32
        private var number: UInt32

        private static let codeBitCount: UInt32 = 24

        /// A row without a code.
        ///
        /// - Parameters:
        ///   - status: what became of it.
        ///   - holds: the number of its holds before and after in `HoldTexts`.
        init(_ status: RowStatus, holds: UInt32 = 0) {
            word = UInt32(status.rawValue) << Self.codeBitCount
            number = holds
        }

        /// A row that is refused.
        ///
        /// - Parameters:
        ///   - codes: why.
        ///   - shortage: where `CountViolation` is the code: the place of what is short in `Judging.shortages`.
        init(_ codes: Codes, shortage: Int = 0) {
            word = codes.rawValue | UInt32(RowStatus.refused.rawValue) << Self.codeBitCount
            number = UInt32(shortage)
        }

        var codes: Codes { Codes(rawValue: codeBits) }

        // For counting millions of them.
        fileprivate var codeBits: UInt32 { word & (1 << Self.codeBitCount - 1) }
        fileprivate var statusNumber: Int { Int(word >> Self.codeBitCount) }

        var status: RowStatus {
            get { RowStatus(rawValue: UInt8(statusNumber)) ?? .unprocessed }
            set { word = codes.rawValue | UInt32(newValue.rawValue) << Self.codeBitCount }
        }

        /// A number in `HoldTexts`; that of no holds for a row with codes.
        var holds: UInt32 { codes.isEmpty ? number : 0 }
        /// For a row refused with `CountViolation`, which is then its only code: a place in `Judging.shortages`.
        var shortage: Int { codes == .count ? Int(number) : 0 }
        /// For a row refused otherwise: where what was found about it begins in `Judging.findings`.
        var firstFinding: Int {
            get { codes.isEmpty || codes == .count ? 0 : Int(number) }
            set { number = UInt32(newValue) }
        }
    }

    private(set) var outcomes: [Outcome] = []

    init() {}

    /// Outcomes that were settled before.
    init(_ outcomes: [Outcome]) {
        self.outcomes = outcomes
    }

    var count: Int { outcomes.count }
    var indices: Range<Int> { outcomes.indices }

    subscript(row: Int) -> Outcome {
        get { outcomes[row] }
        set { outcomes[row] = newValue }
    }

    mutating func reserve(_ count: Int) { outcomes.reserveCapacity(count) }

    /// Takes the next rows of the file; those that belong to no customer are refused with the codes that they have by
    /// themselves.
    mutating func append(_ rows: ArraySlice<RowTable.Row>, operations: [Operation]) {
        for row in rows {
            outcomes.append(
                row.customer < 0
                    ? Outcome(row.codes.union(operations[Int(row.operation)].codes)) : Outcome(.unprocessed)
            )
        }
    }

    /// Puts down what became of some rows.
    mutating func settle(_ rows: [CustomerWork.SettledRow]) {
        var span = outcomes.mutableSpan
        for row in rows { span[Int(row.number)] = row.outcome }
    }

    /// Says of rows that were refused where what was found about them begins.
    ///
    /// - Parameters:
    ///   - findings: those of one row one behind the other.
    ///   - first: the place of the first of them.
    mutating func point(to findings: [Judgement.Finding], from first: Int) {
        var last = -1
        for (place, finding) in findings.enumerated() where finding.row != last {
            outcomes[finding.row].firstFinding = first + place
            last = finding.row
        }
    }

    /// Turns rows of one status into another.
    mutating func replaceAll(_ status: RowStatus, with other: RowStatus) {
        var span = outcomes.mutableSpan
        let number = Int(status.rawValue)
        for row in span.indices where span[row].statusNumber == number { span[row].status = other }
    }

    /// How many rows have each status and each code, by the code's name; what no row has is left out.
    func counts() -> (statuses: [RowStatus: Int], codes: [String: Int]) {
        var statuses = [Int](repeating: 0, count: RowStatus.allCases.count)
        var codes = [Int](repeating: 0, count: Codes.names.count)
        for outcome in outcomes {
            statuses[outcome.statusNumber] += 1
            var rest = outcome.codeBits
            while rest != 0 {
                codes[rest.trailingZeroBitCount] += 1
                rest &= rest - 1
            }
        }
        return (
            Dictionary(uniqueKeysWithValues: RowStatus.allCases.map { ($0, statuses[Int($0.rawValue)]) })
                .filter { $0.value > 0 },
            Dictionary(uniqueKeysWithValues: zip(Codes.names, codes)).filter { $0.value > 0 }
        )
    }
}
