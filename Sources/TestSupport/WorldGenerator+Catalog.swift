/// Products that share plans, and rules among them.
extension WorldGenerator {
    private static let planNames = ["MAIL_1", "MAIL_2", "FILES", "CHAT", "VOICE", "CALLS", "BI", "DRAW"]
    private static let countries = ["IT", "US", "CN", "RU"]

    mutating func makeCatalog() {
        let plans = makePlans()
        for number in 1...random.number(2...6) {
            let most = random.weighted((1, 1), (3, 3), (1, 5))
            let chosen = Array(random.shuffled(plans).prefix(random.number(1...most)))
            world.products.append(
                World.Product(
                    id: id(1, number),
                    partNumber: "PART_\(number)",
                    name: number == 2 ? "Prodotto perché \(number)" : "Product \(number)",
                    plans: chosen
                )
            )
        }
        makeNamesAmbiguous()
    }

    /// A pool of plans, in which one name may belong to two or three ids.
    private mutating func makePlans() -> [World.Plan] {
        var plans = (0..<random.number(3...8)).map { World.Plan(id: id(2, $0), name: Self.planNames[$0]) }
        while random.chance(percent: 35) {
            let name = random.pick(plans.map(\.name), or: Self.planNames[0])
            plans.append(World.Plan(id: id(2, plans.count), name: name))
        }
        return plans
    }

    private mutating func makeNamesAmbiguous() {
        let last = world.products.count - 1
        if random.chance(percent: 15) { world.products[last].partNumber = world.products[0].partNumber.lowercased() }
        if random.chance(percent: 25) { world.products[last].name = world.products[0].name }
        // A display name that is another product's part number: the part number goes first.
        if random.chance(percent: 6) { world.products[0].name = world.products[last].partNumber }
        // The same pair of product and plan twice, and a plan under a second name, as the published file has them.
        if random.chance(percent: 10) { world.products[last].plans.append(world.products[last].plans[0]) }
        if random.chance(percent: 14) {
            world.products[last].plans[0].name = random.pick(["OTHER_NAME", "OTHER_NAME", "FILES"], or: "OTHER_NAME")
        }
    }

    mutating func makeRules() {
        let count = random.number(0...5)
        for _ in 0..<count {
            let kind = random.weighted((3, "conflicts"), (4, "requires"), (2, "unavailable"), (1, "available"))
            let subject = makeSubject()
            switch kind {
            case "conflicts", "requires":
                let targets = (0..<random.weighted((3, 1), (2, 2))).map { _ in makeSubject() }
                world.rules.append(World.Rule(kind, subject, targets.joined(separator: ";")))
            default:
                let countries = random.some(of: Self.countries, percent: 40)
                let target = (countries.isEmpty ? ["CN"] : countries).joined(separator: ";")
                world.rules.append(World.Rule(kind, subject, random.chance(percent: 10) ? target.lowercased() : target))
                // "Several rows for one subject add up", by another name of it too.
                if random.chance(percent: 15) { world.rules.append(World.Rule(kind, subject, "US", note: "adds up")) }
            }
        }
    }

    /// Something for a rule to speak of.
    private mutating func makeSubject() -> String {
        let plans = world.products.flatMap(\.plans)
        let plan = random.pick(plans, or: World.Plan(id: id(2, 0), name: Self.planNames[0]))
        let product = random.pick(world.products, or: world.products[0])
        let subject = random.weighted(
            (42, plan.name),
            (25, plan.id),
            (25, "product:" + product.partNumber),
            (4, "NO_SUCH_PLAN"),
            (4, "product:NO_SUCH_PART")
        )
        return random.chance(percent: 15) ? subject.lowercased() : subject
    }
}
