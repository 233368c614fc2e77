import Jobs
import Licensing

extension StoreImport {
    func put(_ lines: [ProductLine]) throws {
        try rememberCatalog()
        var products: [[UInt8]: Int] = [:]
        for line in lines {
            let key = KeyFolding.folded(line.id)
            let product: Int
            if let known = products[key] {
                product = known
            } else {
                product = try put(line, key: key)
                products[key] = product
            }
            // A product may come without plans, on a line that names none.
            if !line.planID.isEmpty { try putPlan(line, of: product) }
        }
        try settlePlans()
    }

    /// Adds the product or renews it, without plans for now; the first of its lines says what it is called.
    private func put(_ line: ProductLine, key: [UInt8]) throws -> Int {
        let number = try connection.firstRow(
            """
            INSERT INTO product (id, id_key, part_number, name) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET id = excluded.id, part_number = excluded.part_number, name = excluded.name
            RETURNING number
            """,
            .text(line.id),
            .key(key),
            .text(line.partNumber),
            .text(line.name)
        ) { $0.integer(0) }
        guard let number else { throw StoreError.changedMeanwhile(connection.file) }
        try connection.run("DELETE FROM product_plan WHERE product = ?", .integer(number))
        return number
    }

    private func putPlan(_ line: ProductLine, of product: Int) throws {
        let key = KeyFolding.folded(line.planID)
        try connection.run(
            "INSERT INTO service_plan (id, id_key, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            .text(line.planID),
            .key(key),
            .text(line.planName)
        )
        // Microsoft's file has some pairs twice: the first counts.
        try connection.run(
            """
            INSERT INTO product_plan (product, position, plan, name, friendly_name)
            SELECT ?1, (SELECT coalesce(max(position) + 1, 0) FROM product_plan WHERE product = ?1), number, ?3, ?4
            FROM service_plan WHERE id_key = ?2
            ON CONFLICT (plan, product) DO NOTHING
            """,
            .integer(product),
            .key(key),
            .text(line.planName),
            .text(line.friendlyName)
        )
    }

    /// Drops plans that no product has any more, and settles what a plan with several names is called.
    ///
    /// The name on most lines counts, of equally frequent ones the first in byte order: it must not depend on the order
    /// of the lines, or a sorted export would not import as the same catalog.
    private func settlePlans() throws {
        try connection.run("DELETE FROM service_plan WHERE number NOT IN (SELECT plan FROM product_plan)")
        try connection.run(
            """
            UPDATE service_plan SET name = (
                SELECT name FROM product_plan WHERE plan = service_plan.number
                GROUP BY name ORDER BY count(*) DESC, name LIMIT 1
            )
            """
        )
    }

    func put(_ rules: [Rule]) throws {
        try rememberCatalog()
        for rule in rules {
            try connection.run(
                """
                INSERT INTO rule (kind, subject, subject_key, target, target_key, note) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET note = excluded.note
                """,
                .text(rule.kind.rawValue),
                .text(rule.subject),
                .key(KeyFolding.folded(rule.subject)),
                .text(rule.target),
                .key(KeyFolding.folded(rule.target)),
                .text(rule.note)
            )
        }
    }

    func removeAllRules() throws {
        try rememberCatalog()
        try connection.run("DELETE FROM rule")
    }

    func removeProducts(_ keys: [[UInt8]]) throws {
        try rememberCatalog()
        try rememberStates()
        let numbers = try keys.compactMap { try number(ofProduct: $0) }
        let used = try productUsage()
        let assigned = numbers.filter { used.assignments[$0] != nil }
        if !assigned.isEmpty {
            // One pass over all assignments for all products together.
            try HoldingTable(connection: connection).remove(products: assigned)
            let list = "[\(assigned.map(String.init).joined(separator: ","))]"
            try connection.run(
                "DELETE FROM holder_count WHERE product IN (SELECT value FROM json_each(?))",
                .text(list)
            )
        }
        for number in numbers {
            if used.subscriptions[number] != nil {
                try connection.run("DELETE FROM subscription WHERE product = ?", .integer(number))
            }
            try connection.run("DELETE FROM product WHERE number = ?", .integer(number))
            usage?.remove(number)
        }
        try settlePlans()
    }

    func usage(ofProduct key: [UInt8]) throws -> (assignments: Int, subscriptions: Int) {
        guard let number = try number(ofProduct: key) else { return (0, 0) }
        let usage = try productUsage()
        return (usage.assignments[number] ?? 0, usage.subscriptions[number] ?? 0)
    }

    private func number(ofProduct key: [UInt8]) throws -> Int? {
        try connection.firstRow("SELECT number FROM product WHERE id_key = ?", .key(key)) { $0.integer(0) }
    }

    private func productUsage() throws -> ProductUsage {
        if let usage { return usage }
        let counted = try ProductUsage(connection)
        usage = counted
        return counted
    }
}
