import Licensing
import Manifest

/// Writes `undo.csv`: a manifest that puts back what a job changed, one row per user and product (SPEC 6).
struct UndoWriter: Sendable {
    let judging: Judging
    let directory: any Directory
    let workers: Workers

    /// Customers put together by the workers before their rows are written.
    private static let wave = 64

    /// Writes every change of the manifest turned round, sorted by customer id, then UPN and product, in byte order.
    ///
    /// Names come from the directory; they do not depend on whether the job was applied yet.
    func write(to file: borrowing OutputFile) throws {
        var head = RowBuffer()
        head.append(row: ManifestFormat.columns.map(\.name))
        try file.write(&head)
        let entries = judging.reading.customers.entries
        let order = entries.indices.filter { !judging.customers[$0].changes.isEmpty }
            .sorted { isInByteOrder(entries[$0].customer.id, entries[$1].customer.id) }
        for start in stride(from: 0, to: order.count, by: Self.wave) {
            let texts = try workers.map(start..<min(start + Self.wave, order.count)) { position in
                try directory.read { try rows(of: order[position], $0) }
            }
            for var text in texts { try file.write(&text) }
        }
    }

    private func rows(of entry: Int, _ reader: any DirectoryReader) throws -> RowBuffer {
        let customer = judging.reading.customers.entries[entry].customer
        let changes = judging.customers[entry].changes
        let names = try principalNames(of: changes, customer.number, reader)
        let catalog = judging.judge.catalog
        let rows = changes.map { change in
            let name = names[change.user] ?? ""
            let product = catalog.reference(toProduct: change.product)
            return [customer.id, name, product] + Self.undoing(change, in: catalog)
        }
        var text = RowBuffer()
        for row in rows.sorted(by: { ($0[1] == $1[1]) ? isInByteOrder($0[2], $1[2]) : isInByteOrder($0[1], $1[1]) }) {
            text.append(row: row)
        }
        return text
    }

    /// The action and plans that lead from the hold after the job to the one before.
    private static func undoing(_ change: Judgement.Change, in catalog: Catalog) -> [String] {
        guard change.before.isHeld else { return ["revoke", ""] }
        return ["assign", catalog.plansText(of: change.before, product: change.product)]
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
