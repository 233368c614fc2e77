import Licensing
import Manifest

/// Writes `undo.csv`: a manifest that puts back what a job changed, one row per user and product (SPEC 6).
struct UndoWriter: Sendable {
    let judging: Judging
    let directory: any Directory
    let workers: Workers

    /// Writes every change of the manifest turned round, sorted by customer id, then UPN and product, in byte order.
    ///
    /// Names come from the directory; they do not depend on whether the job was applied yet.
    func write(to file: borrowing OutputFile) throws {
        var head = RowBuffer()
        head.append(row: ManifestFormat.columns.map(\.name))
        try file.write(&head)
        let entries = judging.manifest.customers
        let order = entries.indices.filter { !judging.customers[$0].changes.isEmpty }
            .sorted { isInByteOrder(entries[$0].id, entries[$1].id) }
        let products = ProductOrder(judging.manifest.catalog)
        try workers.inOrder(order.indices) { position in
            try directory.read { try rows(of: order[position], products, $0) }
        } take: { text in
            var text = text
            try file.write(&text)
        }
    }

    private func rows(
        of entry: Int,
        _ products: ProductOrder,
        _ reader: any DirectoryReader
    ) throws -> RowBuffer {
        let customer = judging.manifest.customers[entry]
        let users = ChangedUsers(judging.customers[entry].changes)
        let names = try ChangedUserNames(of: users, customer.number, reader)
        var rows = UndoRows(customer: customer, catalog: judging.manifest.catalog, products: products)
        names.forEachSorted { user, name in rows.append(users.changes(of: user), of: name) }
        return rows.text
    }
}

/// The users of one customer for whom something changes, numbered in the order of their store numbers.
struct ChangedUsers {
    private let all: [Judgement.Change]
    /// By user: where its changes begin in `all`; one more for the end.
    private var starts: [Int] = []

    /// - Parameter changes: sorted by user.
    init(_ changes: [Judgement.Change]) {
        all = changes
        for index in changes.indices where index == 0 || changes[index].user != changes[index - 1].user {
            starts.append(index)
        }
        starts.append(changes.count)
    }

    var count: Int { starts.count - 1 }

    func number(of user: Int) -> Int { all[starts[user]].user }

    func changes(of user: Int) -> ArraySlice<Judgement.Change> { all[starts[user]..<starts[user + 1]] }
}

/// The UPNs of users as they are written.
private struct ChangedUserNames {
    private var bytes: [UInt8] = []
    /// In the order in which they were found.
    private var names: [(user: Int, bytes: Range<Int>)] = []

    /// Below this share of a customer's users names are looked up one by one.
    private static let scanShare = 10

    init(of users: ChangedUsers, _ customer: Int, _ reader: any DirectoryReader) throws {
        let highest = users.number(of: users.count - 1)
        guard try users.count * Self.scanShare > reader.highestUserNumber(of: customer) else {
            let numbers = (0..<users.count).map(users.number)
            for found in try reader.users(numbered: numbers, of: customer) {
                guard let user = numbers.firstIndex(of: found.number) else { continue }
                append(Array(found.principalName.utf8).span, of: user)
            }
            return
        }
        var userOfNumber = [Int32](repeating: -1, count: highest + 1)
        for user in 0..<users.count { userOfNumber[users.number(of: user)] = Int32(user) }
        try reader.forEachPrincipalName(of: customer) { number, name in
            if number <= highest, userOfNumber[number] >= 0 { append(name, of: Int(userOfNumber[number])) }
        }
    }

    private mutating func append(_ name: Span<UInt8>, of user: Int) {
        let start = bytes.count
        name.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        names.append((user, start..<bytes.count))
    }

    /// Calls `body` with each user and its name, in the byte order of the names.
    func forEachSorted(_ body: (_ user: Int, _ name: Span<UInt8>) -> Void) {
        func isBefore(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
            bytes[left].lexicographicallyPrecedes(bytes[right])
        }
        // Found in the order of the folded names, which mostly is this one.
        let isSorted = zip(names, names.dropFirst()).allSatisfy { !isBefore($1.bytes, $0.bytes) }
        let sorted = isSorted ? names : names.sorted { isBefore($0.bytes, $1.bytes) }
        let span = bytes.span
        for name in sorted { body(name.user, span.extracting(name.bytes)) }
    }
}
