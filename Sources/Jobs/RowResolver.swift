import Licensing

/// Turns the cells of rows into numbers, in the order of the file.
struct RowResolver: Sendable {
    private(set) var rows = RowTable()
    private(set) var customers = CustomerTable()
    private(set) var operations: OperationTable
    private let hasPlans: Bool
    /// The customer cell of the last row, and what it led to: files tend to name one customer many times in a row.
    private var lastCell: [UInt8] = []
    private var lastEntry: Int?
    private var key: [UInt8] = []

    init(catalog: Catalog, hasPlans: Bool) {
        operations = OperationTable(catalog: catalog)
        self.hasPlans = hasPlans
    }

    /// Takes the next records of the file.
    mutating func resolve(_ batch: RecordBatch, _ reader: any DirectoryReader) throws {
        for (index, record) in batch.records.enumerated() {
            var codes: Codes = record.hasExtraCells ? .extraField : Codes(rawValue: 0)
            let customer = try batch.cell(0, of: index) { try self.customer($0, reader, &codes) }
            batch.cell(1, of: index) { takeUser($0, of: customer, &codes) }
            let operation = batch.cell(2, of: index) { product in
                batch.cell(3, of: index) { action in
                    batch.cell(hasPlans ? 4 : 3, of: index) { plans in
                        operations.number(
                            product: product,
                            action: action,
                            plans: hasPlans ? plans : plans.extracting(0..<0)
                        )
                    }
                }
            }
            rows.append(
                RowTable.Row(
                    start: record.start,
                    length: record.length,
                    line: record.line,
                    customer: customer,
                    operation: operation,
                    codes: codes,
                    copiesVerbatim: record.copiesVerbatim
                )
            )
        }
    }

    private mutating func customer(
        _ cell: Span<UInt8>,
        _ reader: any DirectoryReader,
        _ codes: inout Codes
    ) throws -> Int? {
        guard !cell.isEmpty else {
            codes.insert(.missingField)
            return nil
        }
        if !isLast(cell) {
            KeyFolding.fold(cell, into: &key)
            lastEntry = try customers.entry(named: key, in: reader)
            lastCell.removeAll(keepingCapacity: true)
            cell.withUnsafeBufferPointer { lastCell.append(contentsOf: $0) }
        }
        if lastEntry == nil { codes.insert(.unknownCustomer) }
        return lastEntry
    }

    private mutating func takeUser(_ cell: Span<UInt8>, of customer: Int?, _ codes: inout Codes) {
        if cell.isEmpty { codes.insert(.missingField) }
        guard let customer else { return }
        KeyFolding.fold(cell, into: &key)
        customers.append(user: key, to: customer)
    }

    private func isLast(_ cell: Span<UInt8>) -> Bool {
        guard cell.count == lastCell.count, !lastCell.isEmpty else { return false }
        for index in cell.indices where cell[index] != lastCell[index] { return false }
        return true
    }
}
