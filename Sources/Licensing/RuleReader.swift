/// Turns the lines of `rules.csv` into numbered items and the relations among them; `RuleBook` keeps the outcome.
struct RuleReader {
    private(set) var items: [RuleBook.Item] = []
    private(set) var requirements: [RuleBook.Requirement] = []
    private(set) var conflicts: [Set<Int>] = []
    private(set) var unknownNames: [(rule: Int, name: String)] = []

    private let catalog: Catalog
    private var numbers: [RuleBook.Item: Int] = [:]
    private var allowed: [Int: Set<Location>] = [:]
    private var denied: [Int: Set<Location>] = [:]

    init(catalog: Catalog) {
        self.catalog = catalog
    }

    func number(of item: RuleBook.Item) -> Int? { numbers[item] }

    mutating func read(_ rule: Rule, at position: Int) {
        let subjects = resolve(rule.subject, of: position)
        switch rule.kind {
        case .available:
            let locations = Set(rule.targets.compactMap { Location($0) })
            for subject in subjects { allowed[subject, default: []].formUnion(locations) }
        case .unavailable:
            let locations = Set(rule.targets.compactMap { Location($0) })
            for subject in subjects { denied[subject, default: []].formUnion(locations) }
        case .conflicts:
            for target in rule.targets.flatMap({ resolve($0, of: position) }) {
                for subject in subjects where subject != target {
                    conflicts[subject].insert(target)
                    conflicts[target].insert(subject)
                }
            }
        case .requires:
            let targets = rule.targets.flatMap { resolve($0, of: position) }
            for subject in subjects {
                requirements.append(RuleBook.Requirement(item: subject, targets: targets, rule: position))
            }
        }
    }

    /// For every location that a rule names, and for all others, the items that may not go there.
    func prohibitions() -> (named: [Location: ItemSet], elsewhere: ItemSet) {
        func prohibited(at location: Location?) -> ItemSet {
            var set = ItemSet(count: items.count)
            for (item, locations) in allowed where !(location.map(locations.contains) ?? false) { set.insert(item) }
            for (item, locations) in denied where location.map(locations.contains) ?? false { set.insert(item) }
            return set
        }
        let named = allowed.values.reduce(into: Set<Location>()) { $0.formUnion($1) }
        let all = denied.values.reduce(into: named) { $0.formUnion($1) }
        return (Dictionary(uniqueKeysWithValues: all.map { ($0, prohibited(at: $0)) }), prohibited(at: nil))
    }

    private mutating func resolve(_ name: String, of rule: Int) -> [Int] {
        let key = KeyFolding.folded(name)
        let productPrefix = Array("product:".utf8)
        let found: [RuleBook.Item]
        if key.starts(with: productPrefix) {
            let partNumber = KeyFolding.folded(Self.trimmedPrefix(name, dropping: productPrefix.count))
            found = catalog.products(withPartNumber: partNumber).map { .product($0) }
        } else {
            found = catalog.plans(named: key).map { .plan($0) }
        }
        if found.isEmpty { unknownNames.append((rule, name)) }
        return found.map { item in
            if let number = numbers[item] { return number }
            numbers[item] = items.count
            items.append(item)
            conflicts.append([])
            return items.count - 1
        }
    }

    private static func trimmedPrefix(_ name: String, dropping count: Int) -> String {
        String(name.unicodeScalars.dropFirst(count).drop { $0 == " " || $0 == "\u{A0}" })
    }
}
