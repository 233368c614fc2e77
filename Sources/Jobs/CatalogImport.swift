import Licensing

/// Loads `products.csv` or `rules.csv`.
struct CatalogImport {
    private let table: ImportTable
    private let transaction: any DirectoryImport
    private let replaces: Bool

    init(_ table: ImportTable, _ transaction: any DirectoryImport, replaces: Bool) {
        self.table = table
        self.transaction = transaction
        self.replaces = replaces
    }

    func run() throws -> ImportReport.Counts {
        table.format == .products ? try products() : try rules()
    }

    private func products() throws -> ImportReport.Counts {
        var lines: [ProductLine] = []
        var planIDs: [[UInt8]: Set<[UInt8]>] = [:]
        try table.forEachRow { line, cells, problems in
            let product = ProductLine(
                name: text(cells[0]),
                partNumber: text(cells[1]),
                id: text(cells[2]),
                planName: text(cells[3]),
                planID: text(cells[4]),
                friendlyName: text(cells[5])
            )
            lines.append(product)
            let key = KeyFolding.folded(product.id)
            planIDs[key, default: []].insert(KeyFolding.folded(product.planID))
            if let count = planIDs[key]?.count, count == Places.maximumPlanCount + 1 {
                problems.add(
                    .tooManyPlans,
                    line: line,
                    "\(product.partNumber) has more than \(Places.maximumPlanCount) service plans: "
                        + "seatwise cannot keep that many in one product"
                )
            }
        }
        var counts = ImportReport.Counts(rows: lines.count)
        if replaces { counts.removed = try removeProducts(notIn: planIDs) }
        try transaction.put(lines)
        return counts
    }

    private func removeProducts(notIn given: [[UInt8]: Set<[UInt8]>]) throws -> Int {
        var problems = ProblemCollector(file: table.format.fileName)
        let gone = try transaction.catalog().products
            .filter { given[KeyFolding.folded($0.id)] == nil }
        for product in gone {
            let usage = try transaction.usage(ofProduct: KeyFolding.folded(product.id))
            guard usage.assignments + usage.subscriptions > 0 else { continue }
            problems.add(
                .productInUse,
                line: nil,
                "\(product.partNumber) is not in the file but still in use (assignments: \(usage.assignments), "
                    + "subscriptions: \(usage.subscriptions)): keep it, or revoke and remove those first"
            )
        }
        try problems.check()
        try transaction.removeProducts(gone.map { KeyFolding.folded($0.id) })
        return gone.count
    }

    private func rules() throws -> ImportReport.Counts {
        var rules: [Rule] = []
        try table.forEachRow { line, cells, problems in
            let word = text(cells[0]).lowercased()
            guard let kind = Rule.Kind(rawValue: word) else {
                let known = Rule.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                problems.add(.invalidRule, line: line, "rule \"\(text(cells[0]))\" is not known: write one of \(known)")
                return
            }
            let rule = Rule(kind: kind, subject: text(cells[1]), target: text(cells[2]), note: text(cells[3]))
            if kind.namesLocations, let bad = rule.targets.first(where: { Location($0) == nil }) {
                problems.add(
                    .invalidLocation,
                    line: line,
                    "\"\(bad)\" is no country code: write two letters, such as IT"
                )
            } else if rule.targets.isEmpty {
                problems.add(.missingField, line: line, "target names nothing: fill it in")
            } else {
                rules.append(rule)
            }
        }
        if replaces { try transaction.removeAllRules() }
        try transaction.put(rules)
        return ImportReport.Counts(rows: rules.count)
    }
}
