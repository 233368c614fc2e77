/// A service plan as the catalog knows it.
package struct ServicePlan: Hashable, Sendable {
    /// The key under which a store keeps the plan; means nothing outside it.
    package let number: Int
    package let id: String
    package let name: String

    package init(number: Int, id: String, name: String) {
        self.number = number
        self.id = id
        self.name = name
    }
}

/// A product and its service plans, which `Places` counts by their position in `plans`.
package struct Product: Hashable, Sendable {
    /// The key under which a store keeps the product; means nothing outside it.
    package let number: Int
    package let id: String
    package let partNumber: String
    package let name: String
    /// Positions in `Catalog.plans`.
    package let plans: [Int]
    /// What the product's own lines call a plan, where that is not the plan's own name.
    package let planAliases: [Int: String]

    package init(number: Int, id: String, partNumber: String, name: String, plans: [Int], planAliases: [Int: String]) {
        self.number = number
        self.id = id
        self.partNumber = partNumber
        self.name = name
        self.plans = plans
        self.planAliases = planAliases
    }

    /// Held with every plan enabled.
    package var allPlaces: Places { Places.all(planCount: plans.count) }
}

/// Products, service plans and rules, with the indexes by which manifests and stores name them.
///
/// Products and plans are known by their positions in the arrays; identifiers match as `KeyFolding` says.
package struct Catalog: Sendable {
    /// What a product cell leads to.
    package enum ProductMatch: Equatable, Sendable {
        case product(Int)
        case ambiguous([Int])
        case unknown
    }

    package let products: [Product]
    package let plans: [ServicePlan]
    package let rules: [Rule]

    private let productsByID: [[UInt8]: [Int]]
    private let productsByPartNumber: [[UInt8]: [Int]]
    private let productsByName: [[UInt8]: [Int]]
    private let plansByID: [[UInt8]: [Int]]
    private let plansByName: [[UInt8]: [Int]]
    /// By any name that a plan has on any line of the products file.
    private let plansByAnyName: [[UInt8]: [Int]]
    private let productsByNumber: [Int: Int]
    /// By product: whether its part number leads to it and nothing else.
    private let isPartNumberPlain: [Bool]
    private let plansByNumber: [Int: Int]

    package init(products: [Product], plans: [ServicePlan], rules: [Rule]) {
        self.products = products
        self.plans = plans
        self.rules = rules
        let productsByID = Self.index(products, by: \.id)
        let productsByPartNumber = Self.index(products, by: \.partNumber)
        var isPartNumberPlain = [Bool](repeating: false, count: products.count)
        for (key, found) in productsByPartNumber where found.count == 1 && productsByID[key] == nil {
            isPartNumberPlain[found[0]] = true
        }
        self.productsByID = productsByID
        self.productsByPartNumber = productsByPartNumber
        self.isPartNumberPlain = isPartNumberPlain
        productsByName = Self.index(products, by: \.name)
        plansByID = Self.index(plans, by: \.id)
        let plansByName = Self.index(plans, by: \.name)
        self.plansByName = plansByName
        var plansByAnyName = plansByName
        for (plan, alias) in products.lazy.flatMap(\.planAliases) {
            let key = KeyFolding.folded(alias)
            if plansByAnyName[key]?.contains(plan) != true { plansByAnyName[key, default: []].append(plan) }
        }
        self.plansByAnyName = plansByAnyName.mapValues { $0.sorted() }
        productsByNumber = Dictionary(products.indices.map { (products[$0].number, $0) }) { first, _ in first }
        plansByNumber = Dictionary(plans.indices.map { (plans[$0].number, $0) }) { first, _ in first }
    }

    /// Whether every row would mean the same by this catalog.
    package func isSame(as other: Catalog) -> Bool {
        products == other.products && plans == other.plans && rules == other.rules
    }

    private static func index<Entry>(_ entries: [Entry], by name: (Entry) -> String) -> [[UInt8]: [Int]] {
        var found: [[UInt8]: [Int]] = [:]
        for (position, entry) in entries.enumerated() where !name(entry).isEmpty {
            found[KeyFolding.folded(name(entry)), default: []].append(position)
        }
        return found
    }

    /// Finds a product by folded id, then part number, then display name.
    package func product(named key: [UInt8]) -> ProductMatch {
        for index in [productsByID, productsByPartNumber, productsByName] {
            guard let found = index[key] else { continue }
            return found.count == 1 ? .product(found[0]) : .ambiguous(found)
        }
        return .unknown
    }

    /// The products a rule speaks of when it says `product:NAME`: by id, else all with that part number.
    package func products(withPartNumber key: [UInt8]) -> [Int] {
        productsByID[key] ?? productsByPartNumber[key] ?? []
    }

    /// The plans that a rule speaks of by a folded id, or by any name that a plan has on any line of the products file.
    package func plans(named key: [UInt8]) -> [Int] {
        plansByID[key] ?? plansByAnyName[key] ?? []
    }

    /// The positions in `product.plans` that a folded plan cell speaks of: by id, by the plan's name, or by the name that
    /// the product's own line gives it.
    package func positions(ofPlan key: [UInt8], in product: Product) -> [Int] {
        let named = plansByID[key] ?? plansByName[key] ?? []
        return product.plans.indices.filter { position in
            let plan = product.plans[position]
            return named.contains(plan) || product.planAliases[plan].map { KeyFolding.folded($0) == key } ?? false
        }
    }

    package func product(number: Int) -> Int? { productsByNumber[number] }
    package func plan(number: Int) -> Int? { plansByNumber[number] }

    /// How outputs name a product so that it can be read back: the part number, or the id where that names two.
    package func reference(toProduct position: Int) -> String {
        isPartNumberPlain[position] ? products[position].partNumber : products[position].id
    }

    /// How outputs name a plan so that it can be read back: the name, or the id where that names two or would not parse.
    package func reference(toPlan position: Int) -> String {
        let plan = plans[position]
        let key = KeyFolding.folded(plan.name)
        let isPlain = plansByAnyName[key]?.count == 1 && (plansByID[key] ?? [position]) == [position]
        let parses = !plan.name.utf8.contains { PlansSyntax.separators.contains($0) } && !plan.name.hasPrefix("!")
        return isPlain && parses && plan.name != "*" ? plan.name : plan.id
    }
}
