import Licensing

/// Puts the sections of a manifest together in the order of the file: what they name gets numbers for the whole file.
struct RowResolver: Sendable {
    private(set) var rows = RowTable()
    private(set) var rowsOfCustomers = CustomerRows()
    /// What becomes of the rows by themselves.
    private(set) var outcomes = RowOutcomes()
    private(set) var customers = CustomerTable()
    private(set) var operations: OperationTable
    /// Where the next section has to begin, and the physical line of that.
    private(set) var position: Int
    private(set) var line: Int
    private let size: Int

    /// - Parameters:
    ///   - catalog: where products and plans are looked up.
    ///   - body: where the records stand in the text.
    ///   - line: the physical line of its start.
    init(catalog: Catalog, body: Range<Int>, line: Int) {
        operations = OperationTable(catalog: catalog)
        position = body.lowerBound
        size = body.count
        self.line = line
    }

    /// Takes the next section, which was read on the guess that a record begins where it does.
    ///
    /// Where the guess was wrong, or something is wrong with the section, it is read again from where it has to begin: that
    /// finds the right records, and the right line for what is wrong.
    ///
    /// - Throws: `UnreadableFile`, `StoreError`.
    mutating func take(
        _ desk: SectionDesk,
        guessing range: Range<Int>,
        _ directory: any Directory,
        readAgain: (_ range: Range<Int>, _ line: Int) throws -> Void
    ) throws {
        // A record that began before may take all of it.
        guard position < range.upperBound else { return }
        if position != range.lowerBound || !desk.isWhole { try readAgain(position..<range.upperBound, line) }
        try desk.withSection { try take($0, directory) }
    }

    private mutating func take(_ section: ManifestSection, _ directory: any Directory) throws {
        var key: [UInt8] = []
        let customerNumbers = try directory.read { reader in
            try (0..<section.customers.count).map {
                KeyFolding.fold(section.customers.key($0).span, into: &key)
                return try customers.entry(named: key.span, in: reader)
            }
        }
        let operationNumbers = (0..<section.operations.count).map {
            UInt32(operations.number(ofKey: section.operations.key($0).span))
        }
        if rows.count == 0 {
            let likelyCount = section.rows.count * (size / max(section.end - position, 1) + 1)
            rows.reserve(likelyCount)
            outcomes.reserve(likelyCount)
        }
        let first = rows.count
        rows.append(section.rows, line: line, customers: customerNumbers, operations: operationNumbers)
        outcomes.append(rows[rows: first..<rows.count], operations: operations.operations)
        rowsOfCustomers.append(
            rows[rows: first..<rows.count],
            users: section.users,
            userEnds: section.userEnds,
            customerCount: customers.entries.count
        )
        position = section.end
        line += section.lineCount
    }
}
