/// The judgement of SPEC 5: a pure function from the catalog, a customer's state and its rows to what becomes of them.
///
/// Customers are independent of each other, so callers may judge them in parallel and in any order. `--atomic file`
/// looks across customers; whoever gathers the judgements refuses the rest when any row was refused.
package struct Judge: Sendable {
    package let catalog: Catalog
    package let rules: RuleBook
    package let operations: [Operation]
    package let atomicity: Atomicity
    /// By product: how many plans it has.
    let planCounts: [Int]

    package init(catalog: Catalog, rules: RuleBook, operations: [Operation], atomicity: Atomicity) {
        self.catalog = catalog
        self.rules = rules
        self.operations = operations
        self.atomicity = atomicity
        planCounts = catalog.products.map(\.plans.count)
    }

    /// Judges the rows of one customer, given in file order.
    package func judge(_ rows: [ResolvedRow], in snapshot: Snapshot) -> Judgement {
        var deliberation = Deliberation(judge: self, rows: rows, snapshot: snapshot)
        deliberation.checkUsersAndSeats()
        return deliberation.judgement()
    }
}
