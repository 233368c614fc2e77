import Licensing

/// The customers that a file names, each looked up in the directory when it first appears.
struct CustomerTable: Sendable {
    private(set) var entries: [Customer] = []
    /// Folded customer cells, and the entry each leads to; -1 for a customer that the directory does not know.
    private var names = KeyTable()
    private var entryOfName: [Int32] = []
    private var entryOfNumber: [Int: Int32] = [:]

    /// The entry for a customer cell, or -1 when the directory knows no such customer.
    mutating func entry(named key: Span<UInt8>, in reader: any DirectoryReader) throws -> Int32 {
        let name = names.insert(key)
        if name < entryOfName.count { return entryOfName[name] }
        var entry: Int32 = -1
        if let customer = try reader.customer(matching: Array(names.key(name))) {
            if let known = entryOfNumber[customer.number] {
                entry = known
            } else {
                entry = Int32(entries.count)
                entryOfNumber[customer.number] = entry
                entries.append(customer)
            }
        }
        entryOfName.append(entry)
        return entry
    }

    /// Folded customer cells that led nowhere, in the order of their first appearance.
    var unknownNames: [[UInt8]] {
        entryOfName.indices.filter { entryOfName[$0] < 0 }.map { Array(names.key($0)) }
    }
}
