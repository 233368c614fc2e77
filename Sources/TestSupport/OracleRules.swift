/// The rules of a world, written out item by item (SPEC 3).
struct OracleRules {
    /// The locations in all `available` rows of an item; no entry where there is no such row.
    private(set) var available: [OracleItem: Set<String>] = [:]
    private(set) var unavailable: [OracleItem: Set<String>] = [:]
    /// Pairs of items that cannot both be on, without regard to which was named first.
    private(set) var conflicts: Set<Set<OracleItem>> = []
    private(set) var requirements: [Requirement] = []

    struct Requirement {
        var item: OracleItem
        /// At least one of these must be on while the item is.
        var needed: Set<OracleItem>
    }

    init(_ rules: [World.Rule], catalog: OracleCatalog) {
        for rule in rules {
            let targets = OracleNames.entries(rule.target, separators: [";"])
            let locations = Set(targets.map(OracleNames.key))
            let targetItems = targets.reduce(into: Set<OracleItem>()) { $0.formUnion(catalog.items(named: $1)) }
            for subject in catalog.items(named: rule.subject) {
                switch OracleNames.key(rule.rule) {
                // "Several `available` or `unavailable` rows for one subject add up"
                case "available": available[subject, default: []].formUnion(locations)
                case "unavailable": unavailable[subject, default: []].formUnion(locations)
                // "the subject and each target cannot be on for the same user"
                case "conflicts":
                    for target in targetItems where target != subject { conflicts.insert([subject, target]) }
                // "each `requires` row is a requirement of its own, and all must hold"
                case "requires": requirements.append(Requirement(item: subject, needed: targetItems))
                default: preconditionFailure("the world has a rule of no known kind: \(rule.rule)")
                }
            }
        }
    }

    /// Whether an item may be assigned to a user at `location`.
    func allows(_ item: OracleItem, at location: String) -> Bool {
        let key = OracleNames.key(location)
        if let only = available[item], !only.contains(key) { return false }
        return !(unavailable[item] ?? []).contains(key)
    }
}
