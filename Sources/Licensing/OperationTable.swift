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
        Self.putTogether(product: product, action: action, plans: plans, into: &key)
        return number(ofKey: key.span)
    }

    /// Writes the cells of an operation into `key`, replacing what was there.
    package static func putTogether(
        product: Span<UInt8>,
        action: Span<UInt8>,
        plans: Span<UInt8>,
        into key: inout [UInt8]
    ) {
        key.removeAll(keepingCapacity: true)
        // 0 cannot stand in a manifest, so it keeps the three apart.
        key.append(contentsOf: product)
        key.append(0)
        key.append(contentsOf: action)
        key.append(0)
        key.append(contentsOf: plans)
    }

    /// The number of the operation whose cells were put together.
    package mutating func number(ofKey key: Span<UInt8>) -> Int {
        let number = table.insert(key)
        if number == operations.count {
            let cells = table.key(number).split(separator: 0, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            operations.append(resolve(product: cells[0], action: cells[1], plans: PlansSyntax(cells[2])))
        }
        return number
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
