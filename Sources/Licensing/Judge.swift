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
    ///
    /// - Parameters:
    ///   - rows: the customer's.
    ///   - snapshot: the customer's state.
    ///   - shares: into how many shares the users are cut, which may be judged at once but for seats; the judgement does not
    ///     depend on it.
    ///   - spread: works on the shares.
    /// - Returns: what becomes of each row.
    package func judge(
        _ rows: [ResolvedRow],
        in snapshot: Snapshot,
        shares: Int = 1,
        on spread: some Spreading = OneAfterAnother()
    ) -> Judgement {
        let users = snapshot.users.count
        let shares = max(1, min(shares, users))
        var codes = codesOfRowsAlone(rows, snapshot, parts: shares, spread)
        var findings: [Judgement.Finding] = []
        if atomicity == .user { refuseRestOfUsersWithRefusedRows(rows, snapshot, &codes, &findings) }
        let cut = spread.map(shares) { [codes] share in
            let range = users * share / shares..<users * (share + 1) / shares
            return Share(Deliberation(judge: self, rows: rows, codes: codes, users: range, snapshot: snapshot))
        }
        let allocation = SeatAllocation(cut, snapshot: snapshot, on: spread)
        return Judgement(
            rows: rows,
            codes: codes,
            findings: findings,
            shares: cut,
            shortages: shortages(allocation, snapshot),
            snapshot: snapshot
        )
    }

    /// Step 1: what is wrong with each row by itself, `NoSubscription` last and alone.
    private func codesOfRowsAlone(
        _ rows: [ResolvedRow],
        _ snapshot: Snapshot,
        parts: Int,
        _ spread: some Spreading
    ) -> [Codes] {
        let found = spread.map(parts) { part in
            codesOfRowsAlone(rows[rows.count * part / parts..<rows.count * (part + 1) / parts], snapshot)
        }
        return found.concatenated()
    }

    private func codesOfRowsAlone(_ rows: ArraySlice<ResolvedRow>, _ snapshot: Snapshot) -> [Codes] {
        rows.map { row in
            let operation = operations[row.operation]
            let codes = row.codes.union(operation.codes)
            guard codes.isEmpty, operation.isAssign, snapshot.seats[operation.product] == nil else { return codes }
            return snapshot.places(of: operation.product, user: row.user).isHeld ? [] : .noSubscription
        }
    }

    private func refuseRestOfUsersWithRefusedRows(
        _ rows: [ResolvedRow],
        _ snapshot: Snapshot,
        _ codes: inout [Codes],
        _ findings: inout [Judgement.Finding]
    ) {
        var firstRefused = [Int](repeating: -1, count: snapshot.users.count)
        for (index, row) in rows.enumerated() where row.user >= 0 && !codes[index].isEmpty {
            if firstRefused[row.user] < 0 { firstRefused[row.user] = index }
        }
        for (index, row) in rows.enumerated() where row.user >= 0 && codes[index].isEmpty {
            guard firstRefused[row.user] >= 0 else { continue }
            codes[index] = .userChangeRefused
            let other = rows[firstRefused[row.user]].row
            findings.append(Judgement.Finding(row: row.row, reason: .userChange, otherRow: other))
        }
    }

    private func shortages(_ allocation: SeatAllocation, _ snapshot: Snapshot) -> [Judgement.Shortage] {
        allocation.short.indices.filter { allocation.short[$0] > 0 }.map { product in
            Judgement.Shortage(
                product: product,
                seats: snapshot.seats[product] ?? 0,
                inUse: allocation.holders[product],
                short: allocation.short[product]
            )
        }
    }
}

/// Works on several things at once, as far as it can.
package protocol Spreading: Sendable {
    /// What `body` makes of each number below `count`, in their order.
    func map<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value]

    /// The same, with something else done on this thread first, or meanwhile.
    ///
    /// - Throws: what `meanwhile` throws.
    func map<Value: Sendable, Other>(
        _ count: Int,
        _ body: @Sendable (Int) -> Value,
        meanwhile: () throws -> Other
    ) throws -> (values: [Value], other: Other)
}

package struct OneAfterAnother: Spreading {
    package init() {}

    package func map<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        (0..<count).map(body)
    }

    package func map<Value: Sendable, Other>(
        _ count: Int,
        _ body: @Sendable (Int) -> Value,
        meanwhile: () throws -> Other
    ) throws -> (values: [Value], other: Other) {
        let other = try meanwhile()
        return (map(count, body), other)
    }
}

extension Array {
    /// The elements of all parts in one array: at once, as there may be millions.
    package func concatenated<Part>() -> [Part] where Element == [Part] {
        guard count != 1 else { return self[0] }
        var all: [Part] = []
        all.reserveCapacity(reduce(0) { $0 + $1.count })
        for part in self { all.append(contentsOf: part) }
        return all
    }
}
