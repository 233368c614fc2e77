import Licensing

/// The rows of a manifest as numbers: where each stands in the file, and what it names.
struct RowTable: Sendable {
    /// One row, in 24 bytes.
    ///
    /// Customers are numbered by `CustomerTable`, -1 for a cell that is empty or leads nowhere; operations by
    /// `OperationTable`.
    struct Row: Sendable {
        /// Where the row's bytes begin in the spool.
        let start: Int
        /// How many there are without the line end, in the lower bits; above them what is wrong with the row's own cells, the
        /// first eight codes at most, and in the last bit whether it is copied as it is.
        private var packed: UInt32
        /// The physical line on which it starts.
        fileprivate(set) var line: UInt32
        fileprivate(set) var customer: Int32
        fileprivate(set) var operation: UInt32

        private static let lengthBits: UInt32 = 23

        init(
            start: Int,
            length: Int,
            line: Int,
            customer: Int?,
            operation: Int,
            codes: Codes,
            copiesVerbatim: Bool
        ) {
            assert(length < 1 << Self.lengthBits, "readers refuse longer records")
            self.start = start
            packed = UInt32(length) | UInt32(UInt8(codes.rawValue)) << Self.lengthBits | (copiesVerbatim ? 1 << 31 : 0)
            self.line = UInt32(clamping: line)
            self.customer = Int32(customer ?? -1)
            self.operation = UInt32(operation)
        }

        var length: Int { Int(packed & (1 << Self.lengthBits - 1)) }
        var copiesVerbatim: Bool { packed >> 31 != 0 }

        fileprivate(set) var codes: Codes {
            get { Codes(rawValue: packed >> Self.lengthBits & 0xFF) }
            set { packed = packed & ~(0xFF << Self.lengthBits) | UInt32(UInt8(newValue.rawValue)) << Self.lengthBits }
        }
    }

    private(set) var rows: [Row] = []

    init() {}

    /// Rows that were read before.
    init(_ rows: [Row]) {
        self.rows = rows
    }

    var count: Int { rows.count }

    subscript(row: Int) -> Row { rows[row] }

    subscript(rows range: Range<Int>) -> ArraySlice<Row> { rows[range] }

    mutating func reserve(_ count: Int) { rows.reserveCapacity(count) }

    /// Takes the rows of a section, whose lines and names are numbered from 0 by themselves.
    ///
    /// - Parameters:
    ///   - section: the rows.
    ///   - line: the physical line on which the section begins.
    ///   - customers: by the section's number: the customer's entry, or -1 for a cell that leads nowhere.
    ///   - operations: by the section's number: the operation's.
    mutating func append(_ section: [Row], line: Int, customers: [Int32], operations: [UInt32]) {
        for row in section {
            var row = row
            row.line = UInt32(clamping: Int(row.line) + line)
            row.operation = operations[Int(row.operation)]
            if row.customer >= 0 {
                row.customer = customers[Int(row.customer)]
                if row.customer < 0 { row.codes.insert(.unknownCustomer) }
            }
            rows.append(row)
        }
    }
}
