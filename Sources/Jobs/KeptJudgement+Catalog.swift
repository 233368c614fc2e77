import Licensing
import Manifest

// The catalog in a kept judgement; what is put and what is read stand side by side.

extension KeptFileWriter {
    mutating func put(_ catalog: Catalog) throws {
        try put(each: catalog.plans) { file, plan in
            try file.put(plan.number)
            try file.put(plan.id)
            try file.put(plan.name)
        }
        try put(each: catalog.products) { file, product in
            try file.put(product.number)
            for text in [product.id, product.partNumber, product.name] { try file.put(text) }
            try file.put(product.plans)
            try file.put(each: product.planAliases.sorted { $0.key < $1.key }) { file, alias in
                try file.put(alias.key)
                try file.put(alias.value)
            }
        }
        try put(each: catalog.rules) { file, rule in
            for text in [rule.kind.rawValue, rule.subject, rule.target, rule.note] { try file.put(text) }
        }
    }
}

extension KeptFields {
    mutating func catalog() throws -> Catalog {
        let plans = try list { fields in
            ServicePlan(number: try fields.number(), id: try fields.text(), name: try fields.text())
        }
        let products = try list { fields in
            Product(
                number: try fields.number(),
                id: try fields.text(),
                partNumber: try fields.text(),
                name: try fields.text(),
                plans: try fields.values(),
                planAliases: Dictionary(
                    try fields.list { (try $0.number(), try $0.text()) },
                    uniquingKeysWith: { first, _ in first }
                )
            )
        }
        let rules = try list { fields in
            Rule(
                kind: try fields.known(Rule.Kind(rawValue: try fields.text())),
                subject: try fields.text(),
                target: try fields.text(),
                note: try fields.text()
            )
        }
        return Catalog(products: products, plans: plans, rules: rules)
    }
}
