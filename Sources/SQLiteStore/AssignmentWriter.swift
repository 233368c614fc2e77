import Jobs
import Licensing

/// Writes assignments into the open transaction of an import, many to a statement.
struct AssignmentWriter {
    /// Rows of one statement: beginning and ending it costs more than a row does.
    private static let rowsAtOnce = 64

    private let put: PreparedStatement
    private let putMany: PreparedStatement
    private var disabled: [UInt8] = []

    init(_ connection: Connection) throws {
        put = try connection.statement(Self.put(rows: 1))
        putMany = try connection.statement(Self.put(rows: Self.rowsAtOnce))
    }

    private static func put(rows: Int) -> String {
        let values = Array(repeating: "(?, ?, ?, ?)", count: rows).joined(separator: ", ")
        return """
            INSERT INTO assignment (customer, user, product, disabled) VALUES \(values)
            ON CONFLICT DO UPDATE SET disabled = excluded.disabled
            """
    }

    mutating func write(_ assignments: AssignmentBatch, _ codec: CatalogCodec) throws {
        var rest = assignments.rows[...]
        while rest.count >= Self.rowsAtOnce {
            try write(rest.prefix(Self.rowsAtOnce), codec, putMany)
            rest = rest.dropFirst(Self.rowsAtOnce)
        }
        while let row = rest.popFirst() { try write([row], codec, put) }
    }

    private mutating func write(
        _ rows: ArraySlice<AssignmentBatch.Row>,
        _ codec: CatalogCodec,
        _ statement: PreparedStatement
    ) throws {
        var index: Int32 = 1
        for row in rows {
            codec.encode(row.places, ofProduct: row.product, into: &disabled)
            try statement.bind(index, row.customer)
            try statement.bind(index + 1, row.user)
            try statement.bind(index + 2, codec.number(ofProduct: row.product))
            try statement.bind(index + 3, disabled: disabled)
            index += 4
        }
        try statement.run()
    }
}
