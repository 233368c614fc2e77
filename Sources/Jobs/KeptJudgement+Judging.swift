import Licensing
import Manifest

// The judgement itself in its file; what is put and what is read stand side by side.

extension KeptFileWriter {
    mutating func put(_ judging: Judging) throws {
        let manifest = judging.manifest
        try put(judging.atomicity.rawValue)
        try put(manifest.catalog)
        try put(judging.catalogRevision)
        try put(manifest.columns.map { $0 ?? -1 })
        try put(manifest.operations)
        try put(manifest.rows.rows)
        try put(judging.outcomes.outcomes)
        try put(judging.findings)
        try put(judging.shortages)
        try put(each: judging.holds.texts) { try $0.put($1) }
        try put(judging.holds.pairs)
        try put(judging.suggestions)
        try put(each: zip(manifest.customers, judging.customers).map { ($0, $1) }) { file, each in
            try file.put(each.0)
            try file.put(each.1)
        }
        try putChanges(judging.customers)
    }

    private mutating func put(_ customer: Customer) throws {
        try put(customer.number)
        for text in [customer.id, customer.domain, customer.name, customer.country] { try put(text) }
    }

    private mutating func put(_ result: Judging.CustomerResult) throws {
        let counts = result.counts
        for number in [
            result.revision, result.heldBefore, result.shortages.lowerBound, result.shortages.upperBound, counts.users,
            counts.newHoldings, counts.lostHoldings, counts.unlicensedUsers,
        ] {
            try put(number)
        }
        try put(counts.firstRowsThatUnlicense)
        try put(result.suggestions)
    }

    mutating func put(_ suggestions: [[UInt8]: String]) throws {
        try put(each: suggestions.sorted { $0.key.lexicographicallyPrecedes($1.key) }) { file, suggestion in
            try file.put(suggestion.key)
            try file.put(suggestion.value)
        }
    }

    /// The changes of all customers in one list, holds by their number in another: there are few different ones.
    private mutating func putChanges(_ customers: [Judging.CustomerResult]) throws {
        var holds = PlacesTable()
        var changes: [KeptChange] = []
        changes.reserveCapacity(customers.reduce(0) { $0 + $1.changes.count })
        for customer in customers {
            for change in customer.changes {
                changes.append(
                    KeptChange(
                        user: UInt32(change.user),
                        row: UInt32(change.row),
                        product: UInt32(change.product),
                        before: holds.number(of: change.before),
                        after: holds.number(of: change.after)
                    )
                )
            }
        }
        try put(customers.map(\.changes.count))
        try put(holds.all)
        try put(changes)
    }
}

/// A `Judgement.Change` in 20 bytes.
private struct KeptChange: BitwiseCopyable {
    let user: UInt32
    let row: UInt32
    let product: UInt32
    /// Numbers in `PlacesTable`.
    let before: UInt32
    let after: UInt32
}

/// Holds, each kept once.
private struct PlacesTable {
    private(set) var all: [Places] = []
    private var numbers: [Places: UInt32] = [:]
    /// By slot the one that came last: most are found here, without a dictionary's hashing.
    private var recent = [(places: Places, number: UInt32)?](repeating: nil, count: 256)

    mutating func number(of places: Places) -> UInt32 {
        let slot = places.mixed & (recent.count - 1)
        if let last = recent[slot], last.places == places { return last.number }
        let number = numbers[places] ?? UInt32(all.count)
        if number == all.count {
            numbers[places] = number
            all.append(places)
        }
        recent[slot] = (places, number)
        return number
    }
}

extension KeptFields {
    mutating func judging(of file: CSVFile) throws -> Judging {
        let atomicity = try known(Atomicity(rawValue: try text()))
        let catalog = try catalog()
        let revision = try number()
        let columns = try values(Int.self).map { $0 < 0 ? nil : $0 }
        let operations = try values(Operation.self)
        let rows = RowTable(try values())
        let outcomes = RowOutcomes(try values())
        let (findings, shortages) = (try values(Judgement.Finding.self), try values(Judgement.Shortage.self))
        let holds = HoldTexts(catalog: catalog, texts: try list { try $0.text() }, pairs: try values())
        let suggestions = try suggestions(for: catalog)
        var results: [Judging.CustomerResult] = []
        let customers = try list { fields in
            let customer = try fields.customer()
            results.append(try fields.result())
            return customer
        }
        try readChanges(into: &results)
        return Judging(
            ManifestRows(
                file: file,
                catalog: catalog,
                columns: columns,
                rows: rows,
                customers: customers,
                operations: operations
            ),
            atomicity: atomicity,
            catalogRevision: revision,
            suggestions: suggestions,
            outcomes: outcomes,
            holds: holds,
            customers: results,
            findings: findings,
            shortages: shortages
        )
    }

    private mutating func customer() throws -> Customer {
        Customer(
            number: try number(),
            id: try text(),
            domain: try text(),
            name: try text(),
            country: try text()
        )
    }

    private mutating func result() throws -> Judging.CustomerResult {
        let (revision, heldBefore) = (try number(), try number())
        let (first, end) = (try number(), try number())
        let counts = Judgement.ChangeCounts(
            users: try number(),
            newHoldings: try number(),
            lostHoldings: try number(),
            unlicensedUsers: try number(),
            firstRowsThatUnlicense: try values()
        )
        return Judging.CustomerResult(
            counts: counts,
            heldBefore: heldBefore,
            shortages: first..<max(first, end),
            suggestions: try suggestions(),
            revision: revision,
            changes: []
        )
    }

    mutating func suggestions() throws -> [[UInt8]: String] {
        Dictionary(try list { (try $0.values(), try $0.text()) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func readChanges(into results: inout [Judging.CustomerResult]) throws {
        let counts = try values(Int.self)
        let holds = try values(Places.self)
        var changes = try values(KeptChange.self)[...]
        for (customer, count) in counts.enumerated() {
            results[customer].changes = changes.prefix(count).map { change in
                Judgement.Change(
                    user: Int(change.user),
                    product: Int(change.product),
                    before: holds[Int(change.before)],
                    after: holds[Int(change.after)],
                    row: Int(change.row)
                )
            }
            changes = changes.dropFirst(count)
        }
    }
}
