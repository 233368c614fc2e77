/// Step 1 of SPEC 5: "Each row is resolved on its own".
struct OracleResolver {
    var world: World
    var catalog: OracleCatalog
    /// What every user holds before the file.
    var holdings: [OracleRow.UserKey: Set<OraclePlace>]
    /// The seats that each customer owns, by customer id and product id; no entry without a subscription.
    var seats: [String: [String: Int]]

    init(world: World) {
        self.world = world
        catalog = OracleCatalog(products: world.products)
        holdings = [:]
        seats = [:]
        for subscription in world.subscriptions { own(subscription) }
        for assignment in world.assignments { hold(assignment) }
    }

    /// The rows of the manifest, each with all of its errors.
    ///
    /// "Blank lines and rows whose cells are all empty are not rows." (SPEC 2)
    func rows() -> [OracleRow] {
        world.rows
            .filter { row in row.cells.contains { !OracleNames.trimmed($0).isEmpty } }
            .map(resolved)
    }

    /// One row, resolved as far as it can be.
    ///
    /// "A row with an error here is refused, with all of its errors."
    private func resolved(_ row: World.Row) -> OracleRow {
        var resolved = OracleRow(line: row.line)
        // "a needed cell is empty or not there"
        let needed = [row.customer, row.user, row.product, row.action]
        if needed.contains(where: isEmpty) { resolved.codes.insert(.missingField) }
        // "more non-empty cells than the header has columns"
        if row.extra.contains(where: { !isEmpty($0) }) { resolved.codes.insert(.extraField) }
        resolveAction(row, into: &resolved)
        resolveUser(row, into: &resolved)
        resolveProduct(row, into: &resolved)
        resolvePlans(row, into: &resolved)
        resolveSubscription(row, into: &resolved)
        return resolved
    }

    private func resolveAction(_ row: World.Row, into resolved: inout OracleRow) {
        switch OracleNames.key(row.action) {
        case "assign", "add", "assegna": resolved.action = .assign
        case "revoke", "remove", "revoca": resolved.action = .revoke
        case "": break
        default: resolved.codes.insert(.unknownAction)
        }
    }

    /// Finds the customer, and the user among that customer's.
    ///
    /// "`UnknownUser` is not reported beside `UnknownCustomer`" (SPEC 7)
    private func resolveUser(_ row: World.Row, into resolved: inout OracleRow) {
        guard !isEmpty(row.customer) else { return }
        guard let customer = customer(named: row.customer) else {
            resolved.codes.insert(.unknownCustomer)
            return
        }
        guard !isEmpty(row.user) else { return }
        guard let user = user(named: row.user, of: customer) else {
            resolved.codes.insert(.unknownUser)
            return
        }
        resolved.user = OracleRow.UserKey(customer: customer.id, user: user.id)
    }

    private func resolveProduct(_ row: World.Row, into resolved: inout OracleRow) {
        guard !isEmpty(row.product) else { return }
        switch catalog.product(named: row.product) {
        case .one(let product): resolved.product = product
        case .none: resolved.codes.insert(.unknownProduct)
        case .several: resolved.codes.insert(.ambiguousProduct)
        }
    }

    /// Reads the `plans` cell against the product.
    ///
    /// No "plan codes beside a product code" (SPEC 7); "`revoke` with `*` or `!`: refused, `InvalidPlans`" (SPEC 2).
    private func resolvePlans(_ row: World.Row, into resolved: inout OracleRow) {
        guard let product = resolved.product else { return }
        guard let choice = OracleChoice(row.plans) else {
            resolved.codes.insert(.invalidPlans)
            return
        }
        let found = choice.names.map { catalog.planIDs(named: $0, in: product) }
        resolved.choice = choice
        resolved.named = found.reduce(into: []) { $0.formUnion($1) }
        switch (resolved.action, choice) {
        case (.revoke, .all), (.revoke, .allBut):
            resolved.codes.insert(.invalidPlans)
        default:
            // "A plan named that is not in the product is `UnknownPlan`."
            if found.contains(where: \.isEmpty) { resolved.codes.insert(.unknownPlan) }
        }
    }

    /// Looks for the subscription of an `assign`.
    ///
    /// "An `assign` whose customer has no subscription to the product is `NoSubscription`, unless the user already holds
    /// it", and "only where a row has no other code" (SPEC 7).
    private func resolveSubscription(_ row: World.Row, into resolved: inout OracleRow) {
        guard resolved.codes.isEmpty, resolved.action == .assign,
            let user = resolved.user, let product = resolved.product
        else { return }
        let holds = (holdings[user] ?? []).contains(OraclePlace(product: product.id))
        let owns = seats[user.customer]?[product.id] != nil
        if !owns, !holds { resolved.codes.insert(.noSubscription) }
    }

    /// A user by key; every key comes from a user of the world.
    func user(_ key: OracleRow.UserKey) -> World.User? {
        world.users.first { $0.id == key.user && customer(named: $0.customer)?.id == key.customer }
    }

    private func customer(named cell: String) -> World.Customer? {
        let key = OracleNames.key(cell)
        return world.customers.first { OracleNames.key($0.id) == key }
            ?? world.customers.first { OracleNames.key($0.domain) == key }
    }

    private func user(named cell: String, of customer: World.Customer) -> World.User? {
        let key = OracleNames.key(cell)
        let users = world.users.filter { self.customer(named: $0.customer)?.id == customer.id }
        return users.first { OracleNames.key($0.id) == key } ?? users.first { OracleNames.key($0.upn) == key }
    }

    private mutating func own(_ subscription: World.Subscription) {
        guard let customer = customer(named: subscription.customer),
            case .one(let product) = catalog.product(named: subscription.product)
        else { preconditionFailure("the world has a subscription to something unknown: \(subscription)") }
        seats[customer.id, default: [:]][product.id] = subscription.seats
    }

    private mutating func hold(_ assignment: World.Assignment) {
        guard let customer = customer(named: assignment.customer),
            let user = user(named: assignment.user, of: customer),
            case .one(let product) = catalog.product(named: assignment.product)
        else { preconditionFailure("the world has an assignment of something unknown: \(assignment)") }
        let disabled = assignment.disabledPlans.reduce(into: Set<String>()) {
            $0.formUnion(catalog.planIDs(named: $1, in: product))
        }
        var places: Set = [OraclePlace(product: product.id)]
        for plan in catalog.planIDs(of: product).subtracting(disabled) {
            places.insert(OraclePlace(product: product.id, plan: plan))
        }
        let key = OracleRow.UserKey(customer: customer.id, user: user.id)
        holdings[key, default: []].formUnion(places)
    }

    private func isEmpty(_ cell: String) -> Bool {
        OracleNames.trimmed(cell).isEmpty
    }
}
