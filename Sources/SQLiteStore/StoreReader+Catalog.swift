import Jobs
import Licensing

extension StoreReader {
    func catalog() throws -> Catalog {
        var plans: [ServicePlan] = []
        try connection.forEachRow("SELECT number, id, name FROM service_plan ORDER BY number") { row in
            plans.append(ServicePlan(number: row.integer(0), id: row.text(1), name: row.text(2)))
        }
        var included = try planLines(plans)
        var products: [Product] = []
        try connection.forEachRow("SELECT number, id, part_number, name FROM product ORDER BY number") { row in
            let lines = included.removeValue(forKey: row.integer(0))
            products.append(
                Product(
                    number: try connection.plausible(row.integer(0), in: Plausible.products, "the number of a product"),
                    id: row.text(1),
                    partNumber: row.text(2),
                    name: row.text(3),
                    plans: lines?.plans ?? [],
                    planAliases: lines?.aliases ?? [:]
                )
            )
        }
        return Catalog(products: products, plans: plans, rules: try rules())
    }

    /// By product number: the positions of its plans, and what its own lines call them where that differs.
    private func planLines(_ plans: [ServicePlan]) throws -> [Int: (plans: [Int], aliases: [Int: String])] {
        let positions = Dictionary(plans.enumerated().map { ($0.element.number, $0.offset) }) { first, _ in first }
        var lines: [Int: (plans: [Int], aliases: [Int: String])] = [:]
        let sql = "SELECT product, plan, name FROM product_plan ORDER BY product, position"
        try connection.forEachRow(sql) { row in
            guard let plan = positions[row.integer(1)] else { return }
            let product = row.integer(0)
            lines[product, default: ([], [:])].plans.append(plan)
            let name = row.text(2)
            // Compared by bytes: to a String, two ways to write an accent are one.
            if !name.isEmpty, !name.utf8.elementsEqual(plans[plan].name.utf8) {
                lines[product]?.aliases[plan] = name
            }
        }
        return lines
    }

    private func rules() throws -> [Rule] {
        var rules: [Rule] = []
        try connection.forEachRow("SELECT kind, subject, target, note FROM rule ORDER BY number") { row in
            guard let kind = Rule.Kind(rawValue: row.text(0)) else { return }
            rules.append(Rule(kind: kind, subject: row.text(1), target: row.text(2), note: row.text(3)))
        }
        return rules
    }

    func productLines() throws -> [ProductLine] {
        // A product without plans has one line, with nothing in the columns of the plan.
        let sql = """
            SELECT product.name, product.part_number, product.id, product_plan.name, service_plan.id, friendly_name
            FROM product
            LEFT JOIN product_plan ON product_plan.product = product.number
            LEFT JOIN service_plan ON service_plan.number = product_plan.plan
            ORDER BY product.number, product_plan.position
            """
        var lines: [ProductLine] = []
        try connection.forEachRow(sql) { row in
            lines.append(
                ProductLine(
                    name: row.text(0),
                    partNumber: row.text(1),
                    id: row.text(2),
                    planName: row.text(3),
                    planID: row.text(4),
                    friendlyName: row.text(5)
                )
            )
        }
        return lines
    }
}
