import Licensing

/// Loads what judging one customer needs: the users its rows name, their holdings, and all seats.
struct SnapshotLoader {
    struct Loaded {
        let snapshot: Snapshot
        /// By the number of a user name in the customer's table: position in `snapshot.users`, or -1 when unknown.
        let userOfName: [Int]
        /// For unknown names, the folded UPN that was probably meant.
        let suggestions: [Int: String]
    }

    let reader: any DirectoryReader
    let catalog: Catalog

    /// Names looked up one by one below this share of a customer's users; a scan costs about a tenth per user.
    private static let scanShare = 10
    /// Unknown names of one customer for which a suggestion is looked for: enough for a person, bounded for a machine.
    private static let mostSuggestions = 100

    func load(_ entry: CustomerTable.Entry) throws -> Loaded {
        let customer = entry.customer.number
        let isScan = try entry.users.count * Self.scanShare > reader.highestUserNumber(of: customer)
        var found = isScan ? try scan(entry) : try lookUp(entry)
        let suggestions = try suggestions(for: entry, found.userOfName)
        let snapshot = try snapshot(of: customer, users: &found.users)
        return Loaded(snapshot: snapshot, userOfName: found.userOfName, suggestions: suggestions)
    }

    /// The named users in the order they were found; two names may lead to one user.
    private struct Found {
        var users: [(number: Int, location: Location)] = []
        var userOfName: [Int]

        mutating func take(_ number: Int, _ location: Location, names: (Int?, Int?)) {
            guard names.0 != nil || names.1 != nil else { return }
            if let name = names.0 { userOfName[name] = users.count }
            // An id comes before another user's UPN of the same spelling.
            if let name = names.1 { userOfName[name] = users.count }
            users.append((number, location))
        }
    }

    private func scan(_ entry: CustomerTable.Entry) throws -> Found {
        var found = Found(userOfName: [Int](repeating: -1, count: entry.users.count))
        try reader.forEachUserKey(of: entry.customer.number) { number, location, principalName, id in
            found.take(number, location, names: (entry.users.find(principalName), entry.users.find(id)))
        }
        return found
    }

    private func lookUp(_ entry: CustomerTable.Entry) throws -> Found {
        var found = Found(userOfName: [Int](repeating: -1, count: entry.users.count))
        var positions: [Int: Int] = [:]
        for name in 0..<entry.users.count {
            guard let user = try reader.user(matching: Array(entry.users.key(name)), of: entry.customer.number) else {
                continue
            }
            if let position = positions[user.number] {
                found.userOfName[name] = position
            } else {
                positions[user.number] = found.users.count
                found.take(user.number, user.location, names: (name, nil))
            }
        }
        return found
    }

    private func snapshot(of customer: Int, users: inout [(number: Int, location: Location)]) throws -> Snapshot {
        let highest = users.lazy.map(\.number).max() ?? 0
        var positions = [Int32](repeating: -1, count: highest + 1)
        for (position, user) in users.enumerated() { positions[user.number] = Int32(position) }
        var ranges = [Range<Int>](repeating: 0..<0, count: users.count)
        var holdings: [Snapshot.Holding] = []
        var holders = [Int](repeating: 0, count: catalog.products.count)
        // Assignments come sorted by user, so the holdings of one user follow each other.
        try reader.forEachAssignment(of: customer, in: catalog) { user, product, places in
            holders[product] += 1
            guard user <= highest, positions[user] >= 0 else { return }
            let position = Int(positions[user])
            let start = ranges[position].isEmpty ? holdings.count : ranges[position].lowerBound
            holdings.append(Snapshot.Holding(product: product, places: places))
            ranges[position] = start..<holdings.count
        }
        var seats = [Int?](repeating: nil, count: catalog.products.count)
        for subscription in try reader.subscriptions(of: customer, in: catalog) {
            seats[subscription.product] = subscription.seats
        }
        return Snapshot(
            users: users.indices.map {
                Snapshot.User(number: users[$0].number, location: users[$0].location, holdings: ranges[$0])
            },
            holdings: holdings,
            seats: seats,
            holders: holders
        )
    }

    private func suggestions(for entry: CustomerTable.Entry, _ userOfName: [Int]) throws -> [Int: String] {
        let unknown = userOfName.indices.filter { userOfName[$0] < 0 }.prefix(Self.mostSuggestions)
        guard !unknown.isEmpty else { return [:] }
        var nearest = unknown.map { NearestName(to: Array(entry.users.key($0))) }
        try reader.forEachUserKey(of: entry.customer.number) { _, _, principalName, _ in
            for index in nearest.indices { nearest[index].consider(principalName) }
        }
        return Dictionary(
            uniqueKeysWithValues: zip(unknown, nearest).compactMap { name, nearest in
                nearest.best.map { (name, String(decoding: $0, as: UTF8.self)) }
            }
        )
    }
}
