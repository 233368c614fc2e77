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
        let entries = judging.reading.customers.entries
        let order = entries.indices.filter { !judging.customers[$0].changes.isEmpty }
            .sorted { isInByteOrder(entries[$0].id, entries[$1].id) }
        let products = ProductOrder(judging.judge.catalog)
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
        let customer = judging.reading.customers.entries[entry]
        let changes = judging.customers[entry].changes
        let names = try principalNames(of: changes, customer.number, reader)
        // Changes come sorted by user: each user's stand together.
        var users: [(name: String, changes: ArraySlice<Judgement.Change>)] = []
        var rest = changes[...]
        while let user = rest.first?.user {
            let mine = rest.prefix { $0.user == user }
            users.append((names[user] ?? "", mine))
            rest = rest.dropFirst(mine.count)
        }
        users.sort { isInByteOrder($0.name, $1.name) }
        var text = RowBuffer()
        for user in users {
            for change in user.changes.sorted(by: { products.ranks[$0.product] < products.ranks[$1.product] }) {
                text.append(cell: customer.id)
                text.append(cell: user.name)
                text.append(cell: products.references[change.product])
                // What leads from the hold after the job to the one before.
                text.append(cell: change.before.isHeld ? "assign" : "revoke")
                text.append(cell: judging.judge.catalog.plansText(of: change.before, product: change.product))
                text.endRow()
            }
        }
        return text
    }

    private func principalNames(
        of changes: [Judgement.Change],
        _ customer: Int,
        _ reader: any DirectoryReader
    ) throws -> [Int: String] {
        let wanted = Set(changes.map(\.user))
        var names: [Int: String] = [:]
        if try wanted.count * 10 > reader.highestUserNumber(of: customer) {
            try reader.forEachUser(of: customer) { user in
                if wanted.contains(user.number) { names[user.number] = user.principalName }
            }
        } else {
            for user in try reader.users(numbered: wanted.sorted(), of: customer) {
                names[user.number] = user.principalName
            }
        }
        return names
    }
}
