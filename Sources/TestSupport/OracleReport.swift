/// What came of the rows once step 5 of SPEC 5 is done: statuses, holds before and after, shortages.
struct OracleReport {
    var resolver: OracleResolver
    var rows: [OracleRow]

    func outcome() -> OracleOutcome {
        let users = Set(resolver.holdings.keys).union(rows.compactMap(\.user))
        let folds = Dictionary(uniqueKeysWithValues: users.map { ($0, fold($0)) })
        return OracleOutcome(
            rows: rows.indices.map { verdict(of: $0, folds: folds) },
            assignmentsAfter: assignments(folds),
            shortages: shortages()
        )
    }

    private func fold(_ user: OracleRow.UserKey) -> OracleFold {
        OracleFold(user, rows: rows, start: resolver.holdings[user] ?? [], catalog: resolver.catalog)
    }

    private func verdict(of index: Int, folds: [OracleRow.UserKey: OracleFold]) -> OracleOutcome.Row {
        let row = rows[index]
        guard row.isAccepted, let product = row.product, let fold = row.user.flatMap({ folds[$0] }) else {
            // "for a refused row: empty" (SPEC 6)
            let codes = OracleCode.names(of: row.codes)
            return OracleOutcome.Row(line: row.line, status: "refused", codes: codes, before: "", after: "")
        }
        return OracleOutcome.Row(
            line: row.line,
            status: status(of: index, in: fold),
            before: hold(on: product, in: fold.start),
            after: hold(on: product, in: fold.end)
        )
    }

    /// The status of an accepted row, by the last table of SPEC 5.
    private func status(of index: Int, in fold: OracleFold) -> String {
        let flipped = fold.flips.first { $0.row == index }?.places ?? []
        let flippedLater = fold.flips.filter { $0.row > index }
            .reduce(into: Set<OraclePlace>()) { $0.formUnion($1.places) }
        // "it is the cause of at least one difference between S and E"
        if fold.causes(of: fold.differences).contains(index) { return "ready" }
        // "it flipped something, is the cause of no difference between S and E, and a later accepted row flipped something it
        // had flipped"
        if !flipped.isDisjoint(with: flippedLater) { return "superseded" }
        // "its step flipped nothing, or all it flipped ended as it was in S without a later row flipping it again"
        return "unchanged"
    }

    /// The hold on a product, in the syntax of `plans`.
    ///
    /// "empty when not held, `*` with all plans enabled, else `!` + the disabled plans joined by `;`, sorted" (SPEC 6)
    private func hold(on product: World.Product, in state: Set<OraclePlace>) -> String {
        guard state.contains(OraclePlace(product: product.id)) else { return "" }
        let disabled = disabledPlans(of: product, in: state)
        return disabled.isEmpty ? "*" : "!" + disabled
    }

    private func disabledPlans(of product: World.Product, in state: Set<OraclePlace>) -> String {
        resolver.catalog.planIDs(of: product)
            .filter { !state.contains(OraclePlace(product: product.id, plan: $0)) }
            .map(resolver.catalog.label(ofPlan:))
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .joined(separator: ";")
    }

    /// All assignments as an export names them (SPEC 4).
    private func assignments(_ folds: [OracleRow.UserKey: OracleFold]) -> [OracleOutcome.Assignment] {
        folds.flatMap { key, fold in
            resolver.catalog.products
                .filter { fold.end.contains(OraclePlace(product: $0.id)) }
                .map { product in
                    OracleOutcome.Assignment(
                        customer: key.customer,
                        user: resolver.user(key)?.upn ?? "",
                        product: resolver.catalog.label(of: product),
                        disabledPlans: disabledPlans(of: product, in: fold.end)
                    )
                }
        }
        .sorted { [$0.customer, $0.user, $0.product].precedesInBytes([$1.customer, $1.user, $1.product]) }
    }

    /// How many rows were refused for want of a seat, by customer and product.
    ///
    /// "`short` = number of those rows [refused by `CountViolation`]; customer id, part number; sorted" (SPEC 6)
    private func shortages() -> [OracleOutcome.Shortage] {
        var counts: [[String]: Int] = [:]
        for row in rows where row.codes.contains(.count) {
            guard let user = row.user, let product = row.product else { continue }
            counts[[user.customer, resolver.catalog.label(of: product)], default: 0] += 1
        }
        return counts.sorted { $0.key.precedesInBytes($1.key) }
            .map { OracleOutcome.Shortage(customer: $0.key[0], product: $0.key[1], short: $0.value) }
    }
}
