/// The rules of a catalog, worked out for judging.
///
/// Only plans and products that some rule names are items here, numbered from 0; a catalog has hundreds of plans, its
/// rules speak of a few dozen. A rule by plan name speaks of every plan id of that name: subjects, and the targets of
/// `conflicts`, are taken one by one, while all targets of a `requires` line are one choice. A `product:` name speaks of
/// every product with that part number. What the catalog does not know is never on, and stands in `unknownNames`.
package struct RuleBook: Sendable {
    /// A plan or a product, by position in the catalog.
    package enum Item: Hashable, Sendable {
        case plan(Int)
        case product(Int)
    }

    /// One `requires` line for one subject: the item may be on only while at least one of the targets is.
    package struct Requirement: Sendable {
        /// Position in `items`.
        package let item: Int
        /// Positions in `items`; empty when the catalog knows none of them.
        package let targets: [Int]
        /// Position of the line in `Catalog.rules`.
        package let rule: Int
    }

    /// One place of a product whose item the rules speak of.
    struct RuledPlace: Sendable {
        let position: Int
        let item: Int
    }

    package let items: [Item]
    package let requirements: [Requirement]
    /// Rule lines that name something the catalog does not know: position in `Catalog.rules`, and the name.
    package let unknownNames: [(rule: Int, name: String)]

    /// The places that matter to rules, product by product.
    let places: [RuledPlace]
    /// By product: where its places stand in `places`.
    let placesOfProduct: [Range<Int>]
    /// By product: the positions of its places that matter to rules.
    let ruledPositions: [Places]
    /// By product: those of its items that are among the first of an `ItemSet`.
    private let firstItemsOfProduct: [UInt64]
    /// By item: the items it may not be on with.
    let conflicts: [[Int]]
    /// By item: positions in `requirements` in which it is the subject.
    let requirementsOfItem: [[Int]]
    /// By item: positions in `requirements` in which it is a target.
    let requirementsOnItem: [[Int]]
    /// Items that may not go to a location; `elsewhere` is for locations that no rule names.
    private let prohibited: [Location: ItemSet]
    private let elsewhere: ItemSet

    package init(catalog: Catalog) {
        var reader = RuleReader(catalog: catalog)
        for (position, rule) in catalog.rules.enumerated() { reader.read(rule, at: position) }
        items = reader.items
        requirements = reader.requirements
        unknownNames = reader.unknownNames
        conflicts = reader.conflicts.map { $0.sorted() }
        var ofItem = [[Int]](repeating: [], count: items.count)
        var onItem = ofItem
        for (position, requirement) in requirements.enumerated() {
            ofItem[requirement.item].append(position)
            for target in requirement.targets { onItem[target].append(position) }
        }
        requirementsOfItem = ofItem
        requirementsOnItem = onItem
        var places: [RuledPlace] = []
        placesOfProduct = catalog.products.enumerated().map { position, product in
            let start = places.count
            for (place, plan) in product.plans.enumerated() {
                if let item = reader.number(of: .plan(plan)) { places.append(RuledPlace(position: place, item: item)) }
            }
            if let item = reader.number(of: .product(position)) {
                places.append(RuledPlace(position: Places.heldPosition, item: item))
            }
            return start..<places.count
        }
        self.places = places
        ruledPositions = placesOfProduct.map { range in
            places[range].reduce(into: Places()) { $0.insert($1.position) }
        }
        firstItemsOfProduct = placesOfProduct.map { range in
            places[range].reduce(0) { $1.item < ItemSet.firstCount ? $0 | 1 << UInt64($1.item) : $0 }
        }
        (prohibited, elsewhere) = reader.prohibitions()
    }

    /// Inserts the items that are on where a user holds `places` of a product.
    func insertItems(on places: Places, of product: Int, into items: inout ItemSet) {
        let ruled = ruledPositions[product].intersection(places)
        // Mostly all of them are on, or none.
        if ruled == ruledPositions[product] {
            items.formUnion(firstItems: firstItemsOfProduct[product])
            if self.items.count <= ItemSet.firstCount { return }
        }
        guard !ruled.isEmpty else { return }
        for index in placesOfProduct[product] {
            if ruled.contains(self.places[index].position) { items.insert(self.places[index].item) }
        }
    }

    /// The items that may not be given to a user at `location`.
    func itemsProhibited(at location: Location) -> ItemSet {
        prohibited[location] ?? elsewhere
    }
}
