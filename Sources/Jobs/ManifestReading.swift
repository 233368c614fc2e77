import Licensing
import Manifest

/// A manifest read to its end: every row with its names turned into numbers.
struct ManifestReading: Sendable {
    let file: CSVFile
    let catalog: Catalog
    /// Where the columns of `ManifestFormat` stand; only plans may be nil.
    let columns: [Int?]
    let rows: RowTable
    let customers: CustomerTable
    let operations: [Operation]

    /// Reads every row of `file`.
    ///
    /// - Parameters:
    ///   - file: the manifest.
    ///   - catalog: what product and plan cells are looked up in.
    ///   - reader: what customer cells are looked up in.
    ///   - progress: is told how many bytes of how many have been read.
    /// - Throws: `UnreadableFile`, `StoreError`.
    init(
        _ file: CSVFile,
        catalog: Catalog,
        reader: any DirectoryReader,
        progress: (_ done: Int, _ total: Int) -> Void
    ) throws {
        self.file = file
        self.catalog = catalog
        columns = try file.indices(of: ManifestFormat.columns)
        let wanted = columns.compactMap(\.self)
        let hasPlans = wanted.count == columns.count
        var rows = RowTable()
        var customers = CustomerTable()
        var operations = OperationTable(catalog: catalog)
        var names = NameMemo()
        let noPlans: [UInt8] = []
        let total = file.spool.byteCount
        try file.forEachRecord(columns: wanted) { record in
            var codes: Codes = record.hasExtraCells ? .extraField : []
            let customer = try names.customer(record.cell(0).span, in: &customers, reader, &codes)
            names.takeUser(record.cell(1).span, of: customer, in: &customers, &codes)
            let operation = operations.number(
                product: record.cell(2).span,
                action: record.cell(3).span,
                plans: hasPlans ? record.cell(4).span : noPlans.span
            )
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
            if rows.count & 0x3FFF == 0 { progress(record.start, total) }
        }
        progress(total, total)
        self.rows = rows
        self.customers = customers
        self.operations = operations.operations
    }
}

/// Takes customer and user cells.
///
/// Files tend to name one customer many times in a row, so the last is kept.
private struct NameMemo {
    private var cell: [UInt8] = []
    private var entry: Int?
    private var key: [UInt8] = []

    mutating func customer(
        _ cell: Span<UInt8>,
        in customers: inout CustomerTable,
        _ reader: any DirectoryReader,
        _ codes: inout Codes
    ) throws -> Int? {
        guard !cell.isEmpty else {
            codes.insert(.missingField)
            return nil
        }
        if !isLast(cell) {
            KeyFolding.fold(cell, into: &key)
            entry = try customers.entry(named: key, in: reader)
            self.cell.removeAll(keepingCapacity: true)
            cell.withUnsafeBufferPointer { self.cell.append(contentsOf: $0) }
        }
        if entry == nil { codes.insert(.unknownCustomer) }
        return entry
    }

    mutating func takeUser(
        _ cell: Span<UInt8>,
        of customer: Int?,
        in customers: inout CustomerTable,
        _ codes: inout Codes
    ) {
        if cell.isEmpty { codes.insert(.missingField) }
        guard let customer else { return }
        KeyFolding.fold(cell, into: &key)
        customers.append(user: key, to: customer)
    }

    private func isLast(_ cell: Span<UInt8>) -> Bool {
        guard cell.count == self.cell.count, !self.cell.isEmpty else { return false }
        for index in cell.indices where cell[index] != self.cell[index] { return false }
        return true
    }
}
