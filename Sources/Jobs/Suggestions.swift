import Licensing
import Manifest

/// What mistyped customers, products and plans were probably meant to be.
///
/// Looked for once per spelling and only for the first thousand spellings of a kind: enough for a person to act on, and no
/// way for a bad file to keep the machine busy.
struct Suggestions: Sendable {
    fileprivate var customers: [[UInt8]: String] = [:]
    fileprivate var products: [[UInt8]: String] = [:]
    fileprivate var plans: [PlanKey: String] = [:]
    private let catalog: Catalog

    private static let most = 1000

    fileprivate struct PlanKey: Hashable {
        let product: Int
        let name: [UInt8]
    }

    init(for reading: ManifestReading, reader: any DirectoryReader) throws {
        catalog = reading.manifest.catalog
        let unknown = reading.customers.unknownNames.prefix(Self.most)
        if !unknown.isEmpty {
            let domains = try reader.customers().map { (key: KeyFolding.folded($0.domain), text: $0.domain) }
            for name in unknown { customers[name] = Self.nearest(to: name, among: domains) }
        }
        findProductsAndPlans(reading.operations)
    }

    fileprivate init(
        catalog: Catalog,
        customers: [[UInt8]: String],
        products: [[UInt8]: String],
        plans: [PlanKey: String]
    ) {
        self.catalog = catalog
        self.customers = customers
        self.products = products
        self.plans = plans
    }

    func customer(_ cell: String) -> String? { customers[KeyFolding.folded(cell)] }
    func product(_ cell: String) -> String? { products[KeyFolding.folded(cell)] }

    func plan(_ name: String, in product: Int) -> String? {
        plans[PlanKey(product: product, name: KeyFolding.folded(name))]
    }

    /// Looks at each operation that names an unknown product or plan.
    private mutating func findProductsAndPlans(_ table: OperationTable) {
        let names = catalog.products.flatMap { [$0.partNumber, $0.name] }
            .map { (key: KeyFolding.folded($0), text: $0) }
        let misspelt = table.operations.enumerated()
            .filter { !$0.element.codes.isDisjoint(with: [.unknownProduct, .unknownPlan]) }
        for (number, operation) in misspelt.prefix(Self.most) {
            let cells = table.cells(of: number)
            if operation.codes.contains(.unknownProduct) {
                let key = KeyFolding.folded(cells.product)
                products[key] = products[key] ?? Self.nearest(to: key, among: names)
            } else {
                findPlans(PlansSyntax(cells.plans).names, in: operation.product)
            }
        }
    }

    private mutating func findPlans(_ names: [String], in product: Int) {
        let known = catalog.products[product].plans.map { catalog.plans[$0].name }
            .map { (key: KeyFolding.folded($0), text: $0) }
        for name in names {
            let key = KeyFolding.folded(name)
            guard catalog.positions(ofPlan: key, in: catalog.products[product]).isEmpty else { continue }
            plans[PlanKey(product: product, name: key)] = Self.nearest(to: key, among: known)
        }
    }

    private static func nearest(to key: [UInt8], among names: [(key: [UInt8], text: String)]) -> String? {
        var nearest = NearestName(to: key)
        for name in names { nearest.consider(name.key.span) }
        guard let best = nearest.best else { return nil }
        return names.first { $0.key == best }?.text
    }
}

extension KeptFileWriter {
    mutating func put(_ suggestions: Suggestions) throws {
        try put(suggestions.customers)
        try put(suggestions.products)
        try put(each: Array(suggestions.plans)) { file, plan in
            try file.put(plan.key.product)
            try file.put(plan.key.name)
            try file.put(plan.value)
        }
    }
}

extension KeptFields {
    mutating func suggestions(for catalog: Catalog) throws -> Suggestions {
        Suggestions(
            catalog: catalog,
            customers: try suggestions(),
            products: try suggestions(),
            plans: Dictionary(
                try list { (Suggestions.PlanKey(product: try $0.number(), name: try $0.values()), try $0.text()) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}
