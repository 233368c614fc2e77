/// The manifest: rows that belong together, then what people get wrong.
extension WorldGenerator {
    /// A row before its cells are spelled.
    struct Draft {
        var user: World.User
        var product: World.Product
        var action: String
        var plans: String
    }

    mutating func makeRows() {
        let count = random.number(1...14)
        var drafts: [Draft] = []
        while drafts.count < count { drafts += makeDrafts(after: drafts) }
        // Rows that belong together mostly stand together.
        if random.chance(percent: 40) { drafts = random.shuffled(drafts) }
        var line = 2
        for draft in drafts.prefix(count) {
            if random.chance(percent: 4) { line += 1 }
            var row = row(of: draft, line: line)
            if random.chance(percent: 11) { spoil(&row, draft) }
            if row.extra.isEmpty, row.plans.isEmpty { row.isShort = random.chance(percent: 20) }
            world.rows.append(row)
            line += 1
        }
    }

    private mutating func makeDrafts(after earlier: [Draft]) -> [Draft] {
        let user = random.pick(world.users, or: world.users[0])
        let held = held(by: user)
        let product = random.pick(world.products, or: world.products[0])
        let old = random.pick(held, or: product)
        let kind = random.weighted(
            (26, "assign"),
            (14, "revoke"),
            (14, "swap"),
            (16, "together"),
            (12, "again"),
            (10, "take away"),
            (8, "rush")
        )
        switch kind {
        case "assign": return [draft(user, product, "assign")]
        case "revoke": return [draft(user, old, "revoke")]
        case "swap": return random.shuffled([draft(user, old, "revoke"), draft(user, product, "assign")])
        // Two sides of a rule for one user.
        case "together":
            return random.shuffled(productsOfARule().map { draft(user, $0, "assign") })
        case "take away":
            let held = productsOfARule().filter(held.contains)
            return held.map { draft(user, $0, "revoke") }
        // The last seats of one product, or of two at once, wanted by everybody.
        case "rush":
            let wanted = random.chance(percent: 50) ? [product, random.pick(world.products, or: product)] : [product]
            return random.some(of: world.users, percent: 70)
                .flatMap { user in wanted.map { draft(user, $0, "assign") } }
        // A duplicate, or the contrary, of a row before it.
        default:
            guard var again = random.pick(earlier) else { return [] }
            if random.chance(percent: 60) {
                again = draft(again.user, again.product, again.action == "assign" ? "revoke" : "assign")
            }
            return [again]
        }
    }

    private mutating func draft(_ user: World.User, _ product: World.Product, _ action: String) -> Draft {
        Draft(user: user, product: product, action: action, plans: makePlansCell(of: product, action: action))
    }

    /// Products that hold what one rule speaks of.
    private mutating func productsOfARule() -> [World.Product] {
        guard let rule = random.pick(world.rules) else { return [] }
        let names = ([rule.subject] + rule.target.split(separator: ";").map(String.init)).map { $0.lowercased() }
        return names.compactMap { name in
            random.pick(
                world.products.filter { product in
                    let plans = product.plans.flatMap { [$0.id, $0.name.lowercased()] }
                    return (plans + ["product:" + product.partNumber.lowercased()]).contains(name)
                }
            )
        }
    }

    /// One thing that people get wrong.
    private mutating func spoil(_ row: inout World.Row, _ draft: Draft) {
        let mistake = random.weighted(
            (4, "missing"),
            (4, "extra"),
            (4, "action"),
            (4, "customer"),
            (4, "user"),
            (4, "product"),
            (10, "ambiguous"),
            (4, "unknown plan"),
            (6, "invalid plans"),
            (3, "much")
        )
        switch mistake {
        case "missing": blank(&row)
        case "extra": row.extra = random.pick([["surplus"], ["", "surplus"], ["\u{A0}", "x", ""]], or: ["surplus"])
        case "action": row.action = random.pick(["grant", "assigned", "-", "*"], or: "grant")
        case "customer": row.customer = random.pick(["nowhere.example", id(3, 99)], or: "")
        case "user": row.user = otherUser(of: draft.user)
        case "product": row.product = random.pick(["NO_SUCH_PART", id(1, 99), "PART_1 2"], or: "")
        case "ambiguous": row.product = ambiguousName() ?? row.product
        case "unknown plan":
            row.plans = random.pick(["NOPE", "!NOPE", draft.product.plans[0].name + ";NOPE"], or: "NOPE")
        case "invalid plans": row.plans = makeInvalidPlansCell(of: draft.product)
        default:
            row.product = "NO_SUCH_PART"
            row.action = "grant"
            row.plans = "!;"
            blank(&row)
        }
    }

    private mutating func blank(_ row: inout World.Row) {
        let empty = random.pick(["", "", " ", "\u{A0}"], or: "")
        let cells: [WritableKeyPath<World.Row, String>] = [\.customer, \.user, \.product, \.action]
        for cell in random.shuffled(cells).prefix(random.weighted((3, 1), (1, 2))) { row[keyPath: cell] = empty }
    }

    /// A user that the customer does not have: somebody else's, or nobody's.
    private mutating func otherUser(of user: World.User) -> String {
        let strangers = world.users.filter { other in
            !world.users.contains { $0.customer == user.customer && [$0.upn, $0.id].contains(other.upn) }
        }
        return random.chance(percent: 50) ? random.pick(strangers)?.upn ?? "zoe@nowhere.example" : "zoe@nowhere.example"
    }

    /// A name that two products have, if there is one.
    private mutating func ambiguousName() -> String? {
        let names = world.products.flatMap { Set([$0.partNumber.lowercased(), $0.name.lowercased()]) }
        return random.pick(names.filter { name in names.count { $0 == name } > 1 })
    }
}
