/// The products of a world and the ways to name them and their plans.
struct OracleCatalog {
    private(set) var products: [World.Product]

    /// A pair of product and plan that stands twice counts once, as its first line says.
    init(products: [World.Product]) {
        self.products = products.map { product in
            var product = product
            product.plans = product.plans.indices
                .filter { place in !product.plans[..<place].contains { $0.id == product.plans[place].id } }
                .map { product.plans[$0] }
            return product
        }
    }

    enum Found: Equatable {
        case one(World.Product)
        case none
        case several
    }

    /// The product that a cell names.
    ///
    /// "A product cell is tried as id, then part number, then display name. A part number or display name that names two
    /// products is `AmbiguousProduct`." (SPEC 2)
    func product(named cell: String) -> Found {
        let key = OracleNames.key(cell)
        for name in [\World.Product.id, \World.Product.partNumber, \World.Product.name] {
            let found = products.filter { OracleNames.key($0[keyPath: name]) == key }
            if found.count > 1 { return .several }
            if let product = found.first { return .one(product) }
        }
        return .none
    }

    /// The ids of a product's plans.
    func planIDs(of product: World.Product) -> Set<String> {
        Set(product.plans.map(\.id))
    }

    /// Every plan of `product` that `entry` names: by id, by the name in the product's own line, or by the plan's own name.
    ///
    /// Several ids under one name are all meant.
    func planIDs(named entry: String, in product: World.Product) -> Set<String> {
        let key = OracleNames.key(entry)
        return Set(
            product.plans
                .filter { [$0.id, $0.name, name(ofPlan: $0.id)].map(OracleNames.key).contains(key) }
                .map(\.id)
        )
    }

    /// Every item that a subject or target of a rule speaks of.
    ///
    /// "A service plan name can belong to several plan ids: a rule by name speaks of all of them." (SPEC 3) The subject is "a service plan (name or id), or a product written `product:PARTNUMBER`"; what the catalog does not
    /// know gives nothing, and so is never on.
    func items(named subject: String) -> Set<OracleItem> {
        let key = OracleNames.key(subject)
        let prefix = "product:"
        guard key.hasPrefix(prefix) else {
            let plans = products.flatMap(\.plans)
            return Set(
                plans.filter { OracleNames.key($0.id) == key || OracleNames.key($0.name) == key }
                    .map { .plan($0.id) }
            )
        }
        let name = OracleNames.key(String(key.dropFirst(prefix.count)))
        let byID = products.filter { OracleNames.key($0.id) == name }
        let byPartNumber = products.filter { OracleNames.key($0.partNumber) == name }
        return Set((byID.isEmpty ? byPartNumber : byID).map { .product($0.id) })
    }

    /// The name of a plan: the one that most products give it, of equally frequent ones the first in byte order.
    func name(ofPlan id: String) -> String {
        let names = products.compactMap { product in product.plans.first { $0.id == id }?.name }
        let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
        let most = counts.values.max() ?? 0
        let candidates = counts.filter { $0.value == most }.map(\.key)
        return candidates.min { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? id
    }

    /// The plan as outputs name it.
    ///
    /// "An ambiguous part number or plan name is written as its id." (SPEC 4)
    func label(ofPlan id: String) -> String {
        let name = name(ofPlan: id)
        let others = products.flatMap(\.plans).filter { $0.id != id }
        return others.contains { OracleNames.key($0.name) == OracleNames.key(name) } ? id : name
    }

    /// The part number, or the id where it is ambiguous (SPEC 4).
    func label(of product: World.Product) -> String {
        let key = OracleNames.key(product.partNumber)
        let named = products.filter { OracleNames.key($0.partNumber) == key }
        return named.count > 1 ? product.id : product.partNumber
    }
}
