import Foundation

/// How the cells of a row are spelled: every way that the contract accepts, and some that it does not.
extension WorldGenerator {
    /// Spells a draft; all of it resolves, unless the world itself does not know the subscription.
    mutating func row(of draft: Draft, line: Int) -> World.Row {
        let customer = world.customers.first { $0.id == draft.user.customer } ?? world.customers[0]
        return World.Row(
            line: line,
            customer: spelled(random.chance(percent: 50) ? customer.id : customer.domain),
            user: spelled(random.chance(percent: 25) ? draft.user.id : draft.user.upn),
            product: spelled(productName(of: draft.product)),
            action: spelled(actionName(of: draft.action)),
            plans: draft.plans,
            extra: random.chance(percent: 3) ? ["", " "] : []
        )
    }

    /// The id, the part number or the display name, as long as it means this product.
    private mutating func productName(of product: World.Product) -> String {
        let others = world.products.filter { $0.id != product.id }
        let othersNames = Set(others.flatMap { [$0.partNumber.lowercased(), $0.name.lowercased()] })
        let names = [product.partNumber, product.partNumber, product.name]
        let usable = names.filter { !othersNames.contains($0.lowercased()) }
        return random.pick(usable + [product.id], or: product.id)
    }

    private mutating func actionName(of action: String) -> String {
        action == "assign"
            ? random.weighted((8, "assign"), (1, "add"), (1, "assegna"))
            : random.weighted((8, "revoke"), (1, "remove"), (1, "revoca"))
    }

    /// The same name in another letter case, with blanks around it, or as a Mac would write it.
    private mutating func spelled(_ name: String) -> String {
        random.weighted(
            (78, name),
            (8, name.uppercased()),
            (5, name.lowercased()),
            (3, "  " + name),
            (3, name + "\u{A0}"),
            (3, name.decomposedStringWithCanonicalMapping)
        )
    }

    /// A `plans` cell that is right for the action.
    mutating func makePlansCell(of product: World.Product, action: String) -> String {
        let form =
            action == "assign"
            ? random.weighted((50, "empty"), (10, "all"), (20, "only"), (12, "all but"), (8, "all but these"))
            : random.weighted((70, "empty"), (30, "only"))
        let names = planNames(of: product)
        switch form {
        case "all": return random.weighted((8, "*"), (1, " * "), (1, "*;"))
        case "only": return joined(names)
        case "all but": return joined(names.map { "!" + $0 })
        case "all but these": return "!" + joined(names)
        default: return ""
        }
    }

    /// Some of a product's plans, by name or id, seldom in odd letter case, seldom one twice.
    private mutating func planNames(of product: World.Product) -> [String] {
        let some = random.some(of: product.plans, percent: 55)
        let plans = some.isEmpty ? [product.plans[0]] : some
        let twice = random.chance(percent: 5) ? plans + [plans[0]] : plans
        return twice.map { plan in
            // The name that the first line of the plan gives it is good in every product.
            let first = world.products.flatMap(\.plans).first { $0.id == plan.id }?.name ?? plan.name
            let lower = plan.name.lowercased()
            return random.weighted((4, plan.name), (2, first), (3, plan.id), (1, lower), (1, plan.id.uppercased()))
        }
    }

    private mutating func joined(_ names: [String]) -> String {
        let separator = random.weighted((6, ";"), (2, ","), (2, "|"), (1, " ; "), (1, ";;"))
        let tail = random.chance(percent: 5) ? ";" : ""
        return names.joined(separator: separator) + tail
    }

    /// A cell that no one can make sense of; with `revoke` a `*` or a `!` is enough.
    mutating func makeInvalidPlansCell(of product: World.Product) -> String {
        let name = product.plans[0].name
        let cells = [
            "\(name);!\(name)", "!\(name);X;!\(name)", "*;\(name)", "!*", "!", ";", " ; | ,", "!;\(name)", "*;*",
            "!\(name);*", "\(name);*", "!\(name);!",
        ]
        return random.pick(cells, or: "!")
    }
}
