import Licensing

/// Puts a world before the real judgement, without files and without a store.
package enum WorldJudge {
    /// What `Licensing` makes of the world, in the form in which the oracle says the same.
    ///
    /// - Parameters:
    ///   - world: what there is, and the file.
    ///   - shares: into how many the users of a customer are cut.
    /// - Returns: what becomes of the rows and of the world.
    package static func judge(_ world: World, shares: Int = 1) -> OracleOutcome {
        let catalog = world.catalog
        let cases = world.customers.map { WorldCase(world, customer: $0, catalog: catalog) }
        var operations = OperationTable(catalog: catalog)
        let numbers = world.rows.map { row in
            let product = Array(WorldCase.trimmed(row.product).utf8)
            let action = Array(WorldCase.trimmed(row.action).utf8)
            let plans = Array(WorldCase.trimmed(row.plans).utf8)
            return operations.number(product: product.span, action: action.span, plans: plans.span)
        }
        let judge = Judge(
            catalog: catalog,
            rules: RuleBook(catalog: catalog),
            operations: operations.operations,
            atomicity: Atomicity(rawValue: world.atomic.rawValue) ?? .row
        )
        var rows = zip(world.rows, numbers).map { row, number in
            refused(row, WorldCase.codes(of: row).union(operations.operations[number].codes))
        }
        var judged: [(customer: WorldCase, judgement: Judgement)] = []
        for customer in cases {
            let resolved = customer.resolve(world.rows, numbers)
            guard !resolved.isEmpty else { continue }
            let judgement = judge.judge(resolved, in: customer.snapshot, shares: shares)
            for share in 0..<judgement.shareCount {
                _ = judgement.forEachVerdict(inShare: share) { row, verdict in
                    let product = operations.operations[numbers[row]].product
                    func text(_ places: Places) -> String {
                        places.isHeld ? catalog.plansText(of: places, product: product) : ""
                    }
                    rows[row].status = verdict.status.name
                    rows[row].codes = verdict.codes.singles.map(\.name)
                    rows[row].before = text(verdict.before)
                    rows[row].after = text(verdict.after)
                }
            }
            judged.append((customer, judgement))
        }
        let isRefusedWhole = world.atomic == .file && rows.contains { $0.status == "refused" }
        if isRefusedWhole {
            for index in rows.indices where rows[index].status != "refused" {
                rows[index] = refused(world.rows[index], .fileChangeRefused)
            }
        }
        let changed = isRefusedWhole ? [] : judged
        return OracleOutcome(
            rows: rows,
            assignmentsAfter: assignments(cases, changed.map { ($0.customer, $0.judgement.changes) }, catalog),
            shortages: judged.flatMap { shortages($0.judgement, of: $0.customer, catalog) }
                .sorted { [$0.customer, $0.product].precedesInBytes([$1.customer, $1.product]) }
        )
    }

    private static func refused(_ row: World.Row, _ codes: Codes) -> OracleOutcome.Row {
        OracleOutcome.Row(line: row.line, status: "refused", codes: codes.singles.map(\.name), before: "", after: "")
    }

    private static func shortages(
        _ judgement: Judgement,
        of customer: WorldCase,
        _ catalog: Catalog
    ) -> [OracleOutcome.Shortage] {
        judgement.shortages.map {
            OracleOutcome.Shortage(
                customer: customer.customer.id,
                product: catalog.reference(toProduct: $0.product),
                short: $0.short
            )
        }
    }

    private static func assignments(
        _ cases: [WorldCase],
        _ changes: [(WorldCase, [Judgement.Change])],
        _ catalog: Catalog
    ) -> [OracleOutcome.Assignment] {
        var after: [OracleOutcome.Assignment] = []
        for customer in cases {
            let changed = changes.first { $0.0.customer == customer.customer }?.1 ?? []
            var holds: [[Int]: Places] = [:]
            for (user, holding) in customer.holdings { holds[[user, holding.product]] = holding.places }
            for change in changed { holds[[change.user, change.product]] = change.after }
            for (key, places) in holds where places.isHeld {
                after.append(
                    OracleOutcome.Assignment(
                        customer: customer.customer.id,
                        user: customer.users[key[0]].upn,
                        product: catalog.reference(toProduct: key[1]),
                        disabledPlans: catalog.disabledPlans(of: places, product: key[1]).joined(separator: ";")
                    )
                )
            }
        }
        return after.sorted { [$0.customer, $0.user, $0.product].precedesInBytes([$1.customer, $1.user, $1.product]) }
    }
}

/// One customer of a world, its names turned into numbers.
private struct WorldCase {
    let customer: World.Customer
    let users: [World.User]
    /// By user: one holding each.
    let holdings: [(user: Int, holding: Snapshot.Holding)]
    let snapshot: Snapshot

    init(_ world: World, customer: World.Customer, catalog: Catalog) {
        func isMine(_ name: String) -> Bool {
            [customer.id, customer.domain].map(KeyFolding.folded).contains(KeyFolding.folded(Self.trimmed(name)))
        }
        let users = world.users.filter { isMine($0.customer) }
        var holdings: [(user: Int, holding: Snapshot.Holding)] = []
        for assignment in world.assignments where isMine(assignment.customer) {
            guard let user = Self.user(assignment.user, of: users),
                case .product(let product) = catalog.product(named: KeyFolding.folded(assignment.product))
            else { continue }
            var off = Places()
            for plan in assignment.disabledPlans {
                let positions = catalog.positions(ofPlan: KeyFolding.folded(plan), in: catalog.products[product])
                for position in positions { off.insert(position) }
            }
            let places = catalog.products[product].allPlaces.subtracting(off)
            holdings.append((user, Snapshot.Holding(product: product, places: places)))
        }
        holdings.sort { $0.user < $1.user }
        var seats = [Int?](repeating: nil, count: catalog.products.count)
        for subscription in world.subscriptions where isMine(subscription.customer) {
            if case .product(let product) = catalog.product(named: KeyFolding.folded(subscription.product)) {
                seats[product] = subscription.seats
            }
        }
        self.customer = customer
        self.users = users
        self.holdings = holdings
        snapshot = Snapshot(
            users: users.indices.map { user in
                let first = holdings.firstIndex { $0.user == user } ?? 0
                let count = holdings.count { $0.user == user }
                return Snapshot.User(
                    number: user,
                    location: Location(users[user].location) ?? .none,
                    holdings: first..<first + count
                )
            },
            holdings: holdings.map(\.holding),
            seats: seats,
            holders: seats.indices.map { product in holdings.count { $0.holding.product == product } }
        )
    }

    func resolve(_ rows: [World.Row], _ operations: [Int]) -> [ResolvedRow] {
        let names = [customer.id, customer.domain].map(KeyFolding.folded)
        return rows.indices.filter { names.contains(KeyFolding.folded(Self.trimmed(rows[$0].customer))) }.map { index in
            let user = Self.user(Self.trimmed(rows[index].user), of: users)
            let isUnknown = user == nil && !Self.trimmed(rows[index].user).isEmpty
            let codes = Self.codes(of: rows[index]).subtracting(.unknownCustomer)
            return ResolvedRow(
                row: index,
                user: user ?? -1,
                operation: operations[index],
                codes: isUnknown ? codes.union(.unknownUser) : codes
            )
        }
    }

    /// What is wrong with a row's cells if its customer is unknown.
    static func codes(of row: World.Row) -> Codes {
        var codes: Codes = trimmed(row.customer).isEmpty ? .missingField : .unknownCustomer
        if trimmed(row.user).isEmpty { codes.insert(.missingField) }
        if row.extra.contains(where: { !trimmed($0).isEmpty }) { codes.insert(.extraField) }
        return codes
    }

    private static func user(_ name: String, of users: [World.User]) -> Int? {
        let key = KeyFolding.folded(name)
        return users.firstIndex { KeyFolding.folded($0.id) == key }
            ?? users.firstIndex { KeyFolding.folded($0.upn) == key }
    }

    static func trimmed(_ cell: String) -> String {
        let isBlank: (Unicode.Scalar) -> Bool = { " \t\r\n\u{A0}".unicodeScalars.contains($0) }
        var scalars = cell.unicodeScalars[...]
        while scalars.first.map(isBlank) == true { scalars.removeFirst() }
        while scalars.last.map(isBlank) == true { scalars.removeLast() }
        return String(scalars)
    }
}

extension World {
    /// The catalog of the world, plans numbered as they first appear.
    fileprivate var catalog: Catalog {
        var numbers: [String: Int] = [:]
        var names: [[String]] = []
        for product in products {
            for plan in product.plans where product.plans.first(where: { $0.id == plan.id }) == plan {
                if numbers[plan.id] == nil {
                    numbers[plan.id] = names.count
                    names.append([])
                }
                names[numbers[plan.id] ?? 0].append(plan.name)
            }
        }
        let plans = numbers.sorted { $0.value < $1.value }.map { id, number in
            ServicePlan(number: number, id: id, name: Self.commonest(names[number]))
        }
        let products = products.enumerated().map { number, product in
            var aliases: [Int: String] = [:]
            var members: [Int] = []
            for plan in product.plans {
                guard let position = numbers[plan.id], !members.contains(position) else { continue }
                members.append(position)
                if plans[position].name != plan.name { aliases[position] = plan.name }
            }
            return Licensing.Product(
                number: number,
                id: product.id,
                partNumber: product.partNumber,
                name: product.name,
                plans: members,
                planAliases: aliases
            )
        }
        let rules = rules.compactMap { rule in
            Licensing.Rule.Kind(rawValue: rule.rule).map {
                Licensing.Rule(kind: $0, subject: rule.subject, target: rule.target, note: rule.note)
            }
        }
        return Catalog(products: products, plans: plans, rules: rules)
    }

    private static func commonest(_ names: [String]) -> String {
        let counts = Dictionary(grouping: names) { $0 }.mapValues(\.count)
        let best = counts.max { left, right in
            left.value == right.value ? isInByteOrder(right.key, left.key) : left.value < right.value
        }
        return best?.key ?? ""
    }
}
