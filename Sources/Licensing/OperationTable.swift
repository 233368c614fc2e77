/// The operations of a file, each kept once.
///
/// Product, action and plans cells repeat all through a manifest, so their bytes together are looked up as one key and
/// resolved against the catalog only the first time they are seen.
package struct OperationTable: Sendable {
    package private(set) var operations: [Operation] = []
    private let catalog: Catalog
    private var table = KeyTable()
    private var key: [UInt8] = []

    package init(catalog: Catalog) {
        self.catalog = catalog
    }

    /// The number of the operation that these cells, trimmed and unguarded, stand for.
    package mutating func number(product: Span<UInt8>, action: Span<UInt8>, plans: Span<UInt8>) -> Int {
        // Taken out of self, so that the table may look at it while it changes itself.
        var key = self.key
        self.key = []
        defer { self.key = key }
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: product)
        key.append(0)
        key.append(contentsOf: action)
        key.append(0)
        key.append(contentsOf: plans)
        return number(ofKey: key.span)
    }

    /// The number of the operation with these cells: product, action and, where there is one, plans.
    ///
    /// - Parameter key: the cells with a zero between any two, which cannot stand in a manifest and so keeps them apart.
    /// - Returns: a position in `operations`.
    package mutating func number(ofKey key: Span<UInt8>) -> Int {
        let number = table.insert(key)
        if number == operations.count {
            let cells = cells(of: number)
            operations.append(
                resolve(product: cells.product, action: cells.action, plans: PlansSyntax(cells.plans))
            )
        }
        return number
    }

    /// The cells that an operation stands for, trimmed and unguarded.
    package func cells(of number: Int) -> (product: String, action: String, plans: String) {
        let cells = table.key(number).split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        return (cells[0], cells[1], cells.count > 2 ? cells[2] : "")
    }

    package static let assignWords: Set<String> = ["assign", "add", "assegna"]
    package static let revokeWords: Set<String> = ["revoke", "remove", "revoca"]

    private func resolve(product: String, action: String, plans: PlansSyntax) -> Operation {
        var codes: Codes = []
        let verb = action.lowercased()
        let isRevoke = Self.revokeWords.contains(verb)
        if action.isEmpty {
            codes.insert(.missingField)
        } else if !isRevoke, !Self.assignWords.contains(verb) {
            codes.insert(.unknownAction)
        }
        let position = resolve(product: product, codes: &codes)
        var listed = Places()
        if let position {
            listed = resolve(plans: plans, in: catalog.products[position], isRevoke: isRevoke, codes: &codes)
        }
        return Operation(
            product: position ?? -1,
            step: Self.step(plans, isRevoke: isRevoke),
            listed: listed,
            all: position.map { catalog.products[$0].allPlaces } ?? Places(),
            codes: codes
        )
    }

    private func resolve(product: String, codes: inout Codes) -> Int? {
        guard !product.isEmpty else {
            codes.insert(.missingField)
            return nil
        }
        switch catalog.product(named: KeyFolding.folded(product)) {
        case .product(let position): return position
        case .ambiguous: codes.insert(.ambiguousProduct)
        case .unknown: codes.insert(.unknownProduct)
        }
        return nil
    }

    private func resolve(plans: PlansSyntax, in product: Product, isRevoke: Bool, codes: inout Codes) -> Places {
        var listed = Places()
        switch plans {
        case .invalid: codes.insert(.invalidPlans)
        case .all where isRevoke, .allBut where isRevoke: codes.insert(.invalidPlans)
        case .empty, .all: break
        case .listed(let names), .allBut(let names):
            for name in names {
                let positions = catalog.positions(ofPlan: KeyFolding.folded(name), in: product)
                if positions.isEmpty { codes.insert(.unknownPlan) }
                for position in positions { listed.insert(position) }
            }
        }
        return listed
    }

    private static func step(_ plans: PlansSyntax, isRevoke: Bool) -> Operation.Step {
        switch plans {
        case .empty, .invalid: isRevoke ? .revoke : .assign
        case .all: .assignAll
        case .listed: isRevoke ? .revokeListed : .assignListed
        case .allBut: .assignAllBut
        }
    }
}
