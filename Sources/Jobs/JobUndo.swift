import Licensing
import Manifest

/// The way back from a job: a manifest that puts back what it changed for users for whom all of that still stands.
package struct JobUndo: Sendable {
    /// A user for whom something was changed since, who keeps what there is now.
    package struct Kept: Sendable, Hashable {
        /// The customer's id.
        package let customer: String
        /// The UPN; nil for a user who is no longer there.
        package let user: String?
    }

    package private(set) var kept: [Kept] = []
    private var text = RowBuffer()

    /// Compares what a job changed with what there is now.
    ///
    /// - Parameters:
    ///   - job: its id.
    ///   - reader: one state of the directory.
    /// - Throws: `StoreError`.
    package init(of job: String, _ reader: any DirectoryReader) throws {
        let catalog = try reader.catalog()
        let products = ProductOrder(catalog)
        text.append(row: ManifestFormat.columns.map(\.name))
        let changed = try reader.changes(of: job, in: catalog).sorted { isInByteOrder($0.customer.id, $1.customer.id) }
        for (customer, changes) in changed {
            let users = try UndoneUsers(changes, of: customer, catalog, reader)
            var rows = UndoRows(customer: customer, catalog: catalog, products: products)
            users.forEachToPutBack { changes, name in rows.append(changes[...], of: name.span) }
            text.appendRows(0..<rows.text.count, of: rows.text)
            kept += users.kept.map { Kept(customer: customer.id, user: $0) }
        }
    }

    /// Writes the manifest.
    ///
    /// - Throws: `FileTrouble`.
    package func write(to path: String) throws {
        let file = try OutputFile(path: path)
        var text = text
        try file.write(&text)
        try file.commit()
    }

    /// Writes the users who are kept.
    ///
    /// - Throws: `FileTrouble`.
    package func writeKept(to path: String) throws {
        let file = try OutputFile(path: path)
        var text = RowBuffer()
        text.append(row: ["customer", "user"])
        for kept in kept { text.append(row: [kept.customer, kept.user ?? ""]) }
        try file.write(&text)
        try file.commit()
    }
}

/// The users of one customer whom a job changed, parted into those to be put back and those to be kept.
private struct UndoneUsers {
    private var toPutBack: [(name: [UInt8], changes: [Judgement.Change])] = []
    /// Their UPNs, nil for one who is no longer there.
    private(set) var kept: [String?] = []

    init(
        _ changes: [RecordedChange],
        of customer: Customer,
        _ catalog: Catalog,
        _ reader: any DirectoryReader
    ) throws {
        var changesOfUser: [Int: [RecordedChange]] = [:]
        for change in changes { changesOfUser[change.user, default: []].append(change) }
        let numbers = changesOfUser.keys.sorted()
        var names: [Int: String] = [:]
        for user in try reader.users(numbered: numbers, of: customer.number) { names[user.number] = user.principalName }
        var held: [Int: [Int: Places]] = [:]
        try reader.forEachAssignment(of: customer.number, around: numbers, in: catalog) { user, product, places in
            if changesOfUser[user] != nil { held[user, default: [:]][product] = places }
        }
        for number in numbers {
            let changes = changesOfUser[number] ?? []
            let stands = changes.allSatisfy { change in
                change.product.map { (held[number]?[$0] ?? Places()) == change.after } ?? false
            }
            if let name = names[number], stands {
                toPutBack.append((Array(name.utf8), changes.compactMap { Self.turnedRound($0) }))
            } else {
                kept.append(names[number])
            }
        }
        toPutBack.sort { $0.name.lexicographicallyPrecedes($1.name) }
        kept.sort { isInByteOrder($0 ?? "", $1 ?? "") }
    }

    /// In the byte order of the names.
    func forEachToPutBack(_ body: (_ changes: [Judgement.Change], _ name: [UInt8]) -> Void) {
        for user in toPutBack { body(user.changes, user.name) }
    }

    /// As `UndoRows` wants it, which leads from `after` to `before` by itself.
    private static func turnedRound(_ change: RecordedChange) -> Judgement.Change? {
        change.product.map {
            Judgement.Change(user: change.user, product: $0, before: change.before, after: change.after, row: 0)
        }
    }
}
