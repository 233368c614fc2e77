/// Step 2 of SPEC 5: one user before the file and after it.
///
/// "For each user, S is what they hold now; E is S with the accepted rows applied in file order."
struct OracleFold {
    let start: Set<OraclePlace>
    let end: Set<OraclePlace>
    /// What the step of each row flipped, by index of the row; in file order.
    let flips: [(row: Int, places: Set<OraclePlace>)]

    /// Folds the accepted rows of `user`, from scratch.
    init(_ user: OracleRow.UserKey, rows: [OracleRow], start: Set<OraclePlace>, catalog: OracleCatalog) {
        var state = start
        var flips: [(row: Int, places: Set<OraclePlace>)] = []
        for (index, row) in rows.enumerated() where row.isAccepted && row.user == user {
            let next = Self.step(row, from: state, catalog: catalog)
            flips.append((index, next.symmetricDifference(state)))
            state = next
        }
        self.start = start
        self.end = state
        self.flips = flips
    }

    /// The places in E and not in S.
    var new: Set<OraclePlace> { end.subtracting(start) }
    /// The places in S and not in E.
    var takenAway: Set<OraclePlace> { start.subtracting(end) }
    var differences: Set<OraclePlace> { new.union(takenAway) }

    /// The row that a difference between S and E comes from.
    ///
    /// "The cause of a difference (...) is the last accepted row whose step flipped it."
    func cause(of place: OraclePlace) -> Int? {
        flips.last { $0.places.contains(place) }?.row
    }

    func causes(of places: Set<OraclePlace>) -> Set<Int> {
        Set(places.compactMap(cause))
    }

    func places(of item: OracleItem, in state: Set<OraclePlace>) -> Set<OraclePlace> {
        state.filter { $0.item == item }
    }

    /// Whether an item is on anywhere.
    ///
    /// "A plan is on for a user if any product they hold has it enabled; a product is on if held." (SPEC 3)
    func isOn(_ item: OracleItem, in state: Set<OraclePlace>) -> Bool {
        !places(of: item, in: state).isEmpty
    }

    /// What an action does to the user's hold on the product, by the table of SPEC 2.
    static func step(_ row: OracleRow, from state: Set<OraclePlace>, catalog: OracleCatalog) -> Set<OraclePlace> {
        guard let product = row.product, let action = row.action else { return state }
        let held = OraclePlace(product: product.id)
        let others = state.filter { $0.product != product.id }
        let allPlans = Set(catalog.planIDs(of: product).map { OraclePlace(product: product.id, plan: $0) })
        let named = Set(row.named.map { OraclePlace(product: product.id, plan: $0) })
        switch (action, row.choice, state.contains(held)) {
        // "nothing changes: a plan choice made earlier is never undone silently"
        case (.assign, .empty, true): return state
        case (.assign, .empty, false), (.assign, .all, _): return others.union(allPlans).union([held])
        // "held, only A and B enabled" and "A and B enabled as well"
        case (.assign, .only, _): return state.union(named).union([held])
        // "exactly all but A and B enabled"
        case (.assign, .allBut, _): return others.union(allPlans.subtracting(named)).union([held])
        case (.revoke, _, false): return state
        case (.revoke, .empty, true): return others
        // "A and B disabled; the product stays held, and keeps its seat, even with no plan left"
        case (.revoke, .only, true): return state.subtracting(named)
        // Refused as `InvalidPlans` in step 1, so that no such row is ever folded.
        case (.revoke, .all, true), (.revoke, .allBut, true): return state
        }
    }
}
