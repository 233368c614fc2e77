import Licensing

/// The rows of a manifest customer by customer, with what judging them takes: nothing in it is far apart in memory.
///
/// They are sorted out section by section of the file, while a section is in the cache: a million rows looked up in the
/// order of customers would be a million visits to memory.
struct CustomerRows: Sendable {
    /// One row, in 12 bytes.
    struct Row: Sendable {
        /// Its number in the file, and in the last bit whether something is wrong with it by itself.
        private let packed: UInt32
        let operation: UInt32
        /// Where the row's user cell ends in the section's.
        fileprivate let userEnd: UInt32

        fileprivate init(number: Int, _ row: RowTable.Row, userEnd: Int) {
            packed = UInt32(number) | (row.codes.isEmpty ? 0 : 1 << 31)
            operation = row.operation
            self.userEnd = UInt32(userEnd)
        }

        var number: Int { Int(packed & (1 << 31 - 1)) }
        /// What is wrong with it the table of rows says, far away in memory.
        var hasCodes: Bool { packed >> 31 != 0 }
    }

    /// The rows of one section of the file, sorted by customer; those of one customer in file order.
    private struct Section {
        var rows: [Row] = []
        /// The folded user cell of each row, a UPN or an id; empty where it is missing.
        var users: [UInt8] = []
        /// For each customer that had appeared by then where its rows begin, and where the last one's end.
        var starts: [UInt32] = []
    }

    private var sections: [Section] = []
    /// By customer: whether one of its user cells is as long as a GUID.
    private var hasCellLikeGUID: [Bool] = []

    /// How many rows a customer has.
    func count(of customer: Int) -> Int {
        sections.reduce(0) { $0 + range(of: customer, in: $1).count }
    }

    /// Cuts the file into parts of about as many rows each.
    func parts(_ count: Int) -> [Range<Int>] {
        (0..<count).map { sections.count * $0 / count..<sections.count * ($0 + 1) / count }
    }

    /// Calls `body` with each row of a customer in a part of the file, in file order, and its user cell, which is valid inside
    /// the call only.
    func forEach(
        of customer: Int,
        in part: Range<Int>,
        _ body: (Row, _ user: Span<UInt8>) throws -> Void
    ) rethrows {
        for section in sections[part] {
            let range = range(of: customer, in: section)
            guard let first = range.first else { continue }
            var start = first == 0 ? 0 : Int(section.rows[first - 1].userEnd)
            let users = section.users.span
            for index in range {
                let row = section.rows[index]
                try body(row, users.extracting(start..<Int(row.userEnd)))
                start = Int(row.userEnd)
            }
        }
    }

    /// The same without the user cell.
    func forEachRow(of customer: Int, in part: Range<Int>, _ body: (Row) -> Void) {
        for section in sections[part] {
            for index in range(of: customer, in: section) { body(section.rows[index]) }
        }
    }

    /// Whether a row of the customer may name its user by an id that is a GUID.
    func mayNameGUIDs(_ customer: Int) -> Bool { hasCellLikeGUID[customer] }

    private func range(of customer: Int, in section: Section) -> Range<Int> {
        guard customer + 1 < section.starts.count else { return 0..<0 }
        return Int(section.starts[customer])..<Int(section.starts[customer + 1])
    }

    /// Takes the rows of the next section.
    ///
    /// - Parameters:
    ///   - rows: in file order, their names numbered for the whole file, their indices the rows' own numbers.
    ///   - users: their folded user cells one behind the other.
    ///   - userEnds: for each row where its user cell ends.
    ///   - customerCount: how many customers have appeared so far.
    mutating func append(
        _ rows: ArraySlice<RowTable.Row>,
        users: [UInt8],
        userEnds: [UInt32],
        customerCount: Int
    ) {
        hasCellLikeGUID += repeatElement(false, count: customerCount - hasCellLikeGUID.count)
        var section = Section()
        var starts = [UInt32](repeating: 0, count: customerCount + 1)
        for row in rows where row.customer >= 0 { starts[Int(row.customer) + 1] += 1 }
        for customer in 0..<customerCount { starts[customer + 1] += starts[customer] }
        // First which row comes where, then the rows and their cells in that order.
        var next = starts
        var order = [UInt32](repeating: 0, count: Int(starts[customerCount]))
        for (index, row) in rows.enumerated() where row.customer >= 0 {
            order[Int(next[Int(row.customer)])] = UInt32(index)
            next[Int(row.customer)] += 1
        }
        section.rows.reserveCapacity(order.count)
        // One byte more than is needed: of none at all, Swift notes the count in the empty array that all threads share.
        section.users = [UInt8](unsafeUninitializedCapacity: users.count + 1) { room, used in
            users.withUnsafeBufferPointer { cells in
                for index in order {
                    let index = Int(index)
                    let row = rows[rows.startIndex + index]
                    let start = index == 0 ? 0 : Int(userEnds[index - 1])
                    let cell = cells[start..<Int(userEnds[index])]
                    _ = room[used...].update(fromContentsOf: cell)
                    used += cell.count
                    if cell.count == guidLength { hasCellLikeGUID[Int(row.customer)] = true }
                    section.rows.append(Row(number: rows.startIndex + index, row, userEnd: used))
                }
            }
        }
        section.starts = starts
        sections.append(section)
    }
}
