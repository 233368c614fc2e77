import Licensing
import Manifest

/// The rows of one stretch of a manifest, read by themselves: what they name is numbered within the stretch.
struct ManifestSection: Sendable {
    /// Lines count from 0; customers and operations are numbers of `customers` and `operations`.
    private(set) var rows: [RowTable.Row] = []
    /// Customer cells as they stand: they are folded when they are looked up, once each.
    private(set) var customers = KeyTable()
    /// Product, action and plans cells, as `OperationTable` wants them.
    private(set) var operations = KeyTable()
    /// The folded user cells of all rows, and where each ends.
    private(set) var users: [UInt8] = []
    private(set) var userEnds: [UInt32] = []
    /// Where the next record of the file begins, and how many lines were read.
    private(set) var end = 0
    private(set) var lineCount = 0

    /// Reads the records that begin in `range`, in place of what was read before.
    ///
    /// - Parameters:
    ///   - file: the manifest.
    ///   - columns: where those of `ManifestFormat` stand, without plans when the file has none.
    ///   - range: begins where a record may begin.
    ///   - line: the physical line of its start, for messages; rows count from 0 all the same.
    /// - Throws: `UnreadableFile`.
    mutating func read(_ file: CSVFile, _ columns: [Int], in range: Range<Int>, line: Int) throws {
        rows.removeAll(keepingCapacity: true)
        userEnds.removeAll(keepingCapacity: true)
        users.removeAll(keepingCapacity: true)
        customers.removeAll()
        operations.removeAll()
        var key: [UInt8] = []
        let reached = try file.forEachRecord(columns: columns, in: range, line: line) { record in
            append(record, line: record.line - line, hasPlans: columns.count > 4, room: &key)
        }
        end = reached.end
        lineCount = reached.line - line
    }

    private mutating func append(
        _ record: borrowing Record,
        line: Int,
        hasPlans: Bool,
        room key: inout [UInt8]
    ) {
        var codes = record.hasExtraCells ? Codes.extraField : Codes()
        let customer = record.cell(0).isEmpty ? -1 : customers.insert(record.cell(0).span)
        if customer < 0 { codes.insert(.missingField) }
        let user = record.cell(1).span
        if user.isEmpty { codes.insert(.missingField) }
        KeyFolding.append(user, to: &users)
        userEnds.append(UInt32(clamping: users.count))
        let operation = record.withCells(2...(hasPlans ? 4 : 3), room: &key) { operations.insert($0) }
        rows.append(
            RowTable.Row(
                start: record.start,
                length: record.length,
                line: line,
                customer: customer,
                operation: operation,
                codes: codes,
                copiesVerbatim: record.copiesVerbatim
            )
        )
    }
}
