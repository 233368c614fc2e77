/// A second judgement of a manifest, slow and obvious, for the real one to be compared with.
///
/// It follows SPEC 5 sentence by sentence on sets of strings, folds every user again from scratch at every step, and
/// shares no code with what it is compared with.
package struct Oracle {
    private let resolver: OracleResolver
    private let rules: OracleRules
    private let atomic: World.Atomic
    private var rows: [OracleRow]

    /// Judges the manifest of `world`; a world whose directory names unknown things is a mistake of the test, and traps.
    package static func judge(_ world: World) -> OracleOutcome {
        var oracle = Oracle(world)
        oracle.judge()
        return oracle.outcome()
    }

    private init(_ world: World) {
        resolver = OracleResolver(world: world)
        rules = OracleRules(world.rules, catalog: resolver.catalog)
        atomic = world.atomic
        rows = resolver.rows()
    }

    /// Steps 2 to 5 of SPEC 5, step 1 being done.
    private mutating func judge() {
        refuseOtherRowsOfUsers(ofRows: rows.indices.filter { !rows[$0].isAccepted })
        repeat {
            for user in users { check(user) }
            // "Steps 3 and 4 repeat until step 4 refuses nothing."
        } while refuseForSeats()
        guard atomic == .file, rows.contains(where: { !$0.isAccepted }) else { return }
        // "if any row is refused, nothing is applied and every other row is refused as `FileChangeRefused`"
        for index in rows.indices where rows[index].isAccepted { rows[index].codes = [.fileChangeRefused] }
    }

    /// The users of the rows, each once; users do not influence each other before step 4.
    private var users: Set<OracleRow.UserKey> { Set(rows.compactMap(\.user)) }

    private func start(of user: OracleRow.UserKey) -> Set<OraclePlace> {
        resolver.holdings[user] ?? []
    }

    private func fold(_ user: OracleRow.UserKey) -> OracleFold {
        OracleFold(user, rows: rows, start: start(of: user), catalog: resolver.catalog)
    }

    /// Step 3, for one user.
    ///
    /// "While there is any violation: of all rows blamed, refuse the one furthest down the file, with the codes of all
    /// violations that blame it at that moment, and fold and check the user again."
    private mutating func check(_ user: OracleRow.UserKey) {
        let location = resolver.user(user)?.location ?? ""
        while true {
            let violations = OracleCheck(fold: fold(user), rules: rules, location: location).violations()
            guard let last = violations.flatMap(\.blamed).max() else { return }
            rows[last].codes = Set(violations.filter { $0.blamed.contains(last) }.map(\.code))
            refuseOtherRowsOfUsers(ofRows: [last])
        }
    }

    /// Step 4; returns whether any row was refused.
    ///
    /// "All products of the customer are checked on the same state before any of these refusals takes effect."
    private mutating func refuseForSeats() -> Bool {
        let folds = Dictionary(uniqueKeysWithValues: users.map { ($0, fold($0)) })
        let refused = Set(users.map(\.customer)).flatMap { customer in
            resolver.catalog.products.flatMap { rowsWithoutSeat(of: $0, customer: customer, folds: folds) }
        }
        for index in refused { rows[index].codes = [.count] }
        refuseOtherRowsOfUsers(ofRows: refused)
        return !refused.isEmpty
    }

    /// The rows that find no seat of one product, in one state of all users.
    ///
    /// "`over = min(newly holding users, holders in E − seats)`. If over > 0, refuse with `CountViolation` the `over` rows
    /// furthest down the file among the causes of the new holdings."
    private func rowsWithoutSeat(
        of product: World.Product,
        customer: String,
        folds: [OracleRow.UserKey: OracleFold]
    ) -> [Int] {
        let place = OraclePlace(product: product.id)
        let allUsers = Set(resolver.holdings.keys).union(folds.keys).filter { $0.customer == customer }
        let holders = allUsers.filter { (folds[$0]?.end ?? start(of: $0)).contains(place) }
        let newHolders = holders.filter { !start(of: $0).contains(place) }
        let seats = resolver.seats[customer]?[product.id] ?? 0
        let over = min(newHolders.count, holders.count - seats)
        let causes = newHolders.compactMap { folds[$0]?.cause(of: place) }
        return over > 0 ? causes.sorted().suffix(over) : []
    }

    /// Lets the refused rows take the other rows of their users with them.
    ///
    /// "`--atomic user`: a refused row of a known user refuses all other rows of that user, as `UserChangeRefused`, as soon as it
    /// is refused (after step 1, after each refusal in 3, after all those of one step 4)."
    private mutating func refuseOtherRowsOfUsers(ofRows refused: [Int]) {
        guard atomic == .user else { return }
        let users = Set(refused.compactMap { rows[$0].user })
        for index in rows.indices where rows[index].isAccepted {
            if let user = rows[index].user, users.contains(user) { rows[index].codes = [.userChangeRefused] }
        }
    }

    private func outcome() -> OracleOutcome {
        OracleReport(resolver: resolver, rows: rows).outcome()
    }
}
