import Licensing
package import Manifest

/// `seatwise licenses`: what a customer owns and uses, and who of some users holds what.
package struct LicensesReport: Sendable, Encodable {
    /// One product that the customer owns seats of, or that one of its users holds.
    package struct ProductUse: Sendable, Encodable, Hashable {
        /// Part number, or id where that names two.
        package let product: String
        package let name: String
        package let seats: Int
        package let assigned: Int
        /// Seats nobody holds, 0 when there are more holders than seats.
        package let available: Int
        /// Seats to buy: for the holders there are, or, with users named, so that all of those could hold it.
        package let toBuy: Int
        /// Which of the users named hold it; nil when none were named.
        package let users: Holders?

        private enum CodingKeys: String, CodingKey {
            case product, name, seats, assigned, available, users
            case toBuy = "to_buy"
        }
    }

    /// Which of the users named hold a product.
    package struct Holders: Sendable, Encodable, Hashable {
        package enum Extent: String, Sendable, Encodable {
            case all, some, none
        }

        package let extent: Extent
        /// UPNs, sorted in byte order.
        package let holding: [String]
        package let notHolding: [String]

        private enum CodingKeys: String, CodingKey {
            case holding
            case extent = "held_by"
            case notHolding = "not_holding"
        }
    }

    package let customer: String
    package let domain: String
    package let name: String
    package let products: [ProductUse]
    /// How many users were named and found; nil when no manifest was given.
    package let usersNamed: Int?
    /// User cells of this customer that lead to no user.
    package let unknownUsers: [String]

    private enum CodingKeys: String, CodingKey {
        case customer, domain, name, products
        case usersNamed = "users_named"
        case unknownUsers = "unknown_users"
    }
}

/// Puts a `LicensesReport` together.
package struct LicensesQuery: Sendable {
    private let customer: String
    private let manifest: String?
    private let options: ReadingOptions

    /// - Parameters:
    ///   - customer: an id or domain.
    ///   - manifest: a file with the columns customer and user that names users, `-` for standard input.
    ///   - options: how that file is read.
    package init(customer: String, usersOf manifest: String?, options: ReadingOptions) {
        self.customer = customer
        self.manifest = manifest
        self.options = options
    }

    /// - Returns: nil when the directory knows no such customer; then `suggestion` may help.
    package func run(in directory: any Directory) throws -> LicensesReport? {
        try directory.read { reader in
            guard let found = try reader.customer(matching: KeyFolding.folded(customer)) else { return nil }
            let catalog = try reader.catalog()
            var names = KeyTable()
            let cells = try manifest.map { try users(in: $0, of: found, &names, reader) } ?? []
            let loader = SnapshotLoader(reader: reader, catalog: catalog)
            let loaded = try loader.load(found, naming: ListedUsers(names: names))
            let unknown = zip(cells, loaded.userOfCell[0]).filter { $1 < 0 }.map(\.0)
            let userNames = try principalNames(loaded.snapshot, of: found.number, reader)
            let products = catalog.products.indices.compactMap { product in
                use(of: product, in: catalog, loaded.snapshot, manifest == nil ? nil : userNames)
            }
            return LicensesReport(
                customer: found.id,
                domain: found.domain,
                name: found.name,
                products: products.sorted { isInByteOrder($0.product, $1.product) },
                usersNamed: manifest == nil ? nil : loaded.snapshot.users.count,
                unknownUsers: unknown
            )
        }
    }

    /// The customer's domain that was probably meant.
    package func suggestion(in directory: any Directory) throws -> String? {
        let domains = try directory.read { try $0.customers() }.map(\.domain)
        var nearest = NearestName(to: KeyFolding.folded(customer))
        for domain in domains { nearest.consider(KeyFolding.folded(domain).span) }
        return domains.first { KeyFolding.folded($0) == nearest.best }
    }

    /// Numbers the users that the file names for this customer; returns each name as first written.
    private func users(
        in path: String,
        of customer: Customer,
        _ names: inout KeyTable,
        _ reader: any DirectoryReader
    ) throws -> [String] {
        let file = try CSVFile.open(path: path, options: options)
        let columns = try file.indices(of: [ManifestFormat.customer, ManifestFormat.user]).compactMap(\.self)
        var customers = CustomerTable()
        var key: [UInt8] = []
        var cells: [String] = []
        try file.forEachRecord(columns: columns) { record in
            KeyFolding.fold(record.cell(0).span, into: &key)
            let named = try Int(customers.entry(named: key.span, in: reader))
            guard named >= 0, customers.entries[named] == customer, !record.cell(1).isEmpty else { return }
            KeyFolding.fold(record.cell(1).span, into: &key)
            if names.insert(key.span) == cells.count { cells.append(text(record.cell(1))) }
        }
        return cells
    }

    private func principalNames(
        _ snapshot: Snapshot,
        of customer: Int,
        _ reader: any DirectoryReader
    ) throws -> [String] {
        let users = try reader.users(numbered: snapshot.users.map(\.number), of: customer)
        let names = Dictionary(users.map { ($0.number, $0.principalName) }) { first, _ in first }
        return snapshot.users.map { names[$0.number] ?? "" }
    }

    private func use(
        of product: Int,
        in catalog: Catalog,
        _ snapshot: Snapshot,
        _ names: [String]?
    ) -> LicensesReport.ProductUse? {
        let assigned = snapshot.holders[product]
        guard snapshot.seats[product] != nil || assigned > 0 else { return nil }
        let seats = snapshot.seats[product] ?? 0
        let users = names.map { holders(of: product, snapshot, $0) }
        return LicensesReport.ProductUse(
            product: catalog.reference(toProduct: product),
            name: catalog.products[product].name,
            seats: seats,
            assigned: assigned,
            available: max(0, seats - assigned),
            toBuy: max(0, assigned + (users?.notHolding.count ?? 0) - seats),
            users: users
        )
    }

    private func holders(of product: Int, _ snapshot: Snapshot, _ names: [String]) -> LicensesReport.Holders {
        let holds = snapshot.users.indices.map { snapshot.places(of: product, user: $0).isHeld }
        let holding = names.indices.filter { holds[$0] }.map { names[$0] }.sorted(by: isInByteOrder)
        let notHolding = names.indices.filter { !holds[$0] }.map { names[$0] }.sorted(by: isInByteOrder)
        return LicensesReport.Holders(
            extent: holding.isEmpty ? .none : notHolding.isEmpty ? .all : .some,
            holding: holding,
            notHolding: notHolding
        )
    }
}

/// The users that a file names, each once.
private struct ListedUsers: UserCells {
    let names: KeyTable

    var count: Int { names.count }
    var partCount: Int { 1 }
    var mayBeGUIDs: Bool { (0..<names.count).contains { names.key($0).count == guidLength } }

    func forEach(in part: Int, _ body: (Span<UInt8>) throws -> Void) rethrows {
        try names.forEach { _, name in try body(name) }
    }
}
