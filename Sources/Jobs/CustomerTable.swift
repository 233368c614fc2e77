import Licensing

/// The customers that a file names, and for each the users that it names.
///
/// A customer is looked up in the directory when it first appears. User cells are only laid down here, one per row of
/// the customer, and sorted out when the customer's turn comes: finding each in a table at once would go from customer
/// to customer through more memory than a cache holds.
struct CustomerTable: Sendable {
    struct Entry: Sendable {
        let customer: Customer
        /// The folded user cell of each row, a UPN or an id, in file order; empty where it is missing.
        var users = KeyList()
    }

    private(set) var entries: [Entry] = []
    /// Folded customer cells, and the entry each leads to; nil for a customer that the directory does not know.
    private var names = KeyTable()
    private var entryOfName: [Int?] = []
    private var entryOfNumber: [Int: Int] = [:]

    /// The entry for a customer cell, or nil when the directory knows no such customer.
    mutating func entry(named key: [UInt8], in reader: any DirectoryReader) throws -> Int? {
        let name = names.insert(key.span)
        if name < entryOfName.count { return entryOfName[name] }
        var entry: Int?
        if let customer = try reader.customer(matching: key) {
            entry = entryOfNumber[customer.number]
            if entry == nil {
                entry = entries.count
                entryOfNumber[customer.number] = entries.count
                entries.append(Entry(customer: customer))
            }
        }
        entryOfName.append(entry)
        return entry
    }

    /// Takes the user cell of the customer's next row.
    mutating func append(user key: [UInt8], to entry: Int) {
        entries[entry].users.append(key.span)
    }

    /// Folded customer cells that led nowhere, in the order of their first appearance.
    var unknownNames: [[UInt8]] {
        entryOfName.indices.filter { entryOfName[$0] == nil }.map { Array(names.key($0)) }
    }
}
