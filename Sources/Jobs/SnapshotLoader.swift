import Licensing

/// Loads what judging one customer needs: the users its rows name, their holdings, and all seats.
struct SnapshotLoader {
    struct Loaded {
        let snapshot: Snapshot
        /// By part of the rows and by name: position in `snapshot.users`, or -1 when the name leads nowhere.
        let userOfName: [[Int32]]
        /// By folded user cell that leads nowhere: the folded UPN that was probably meant.
        let suggestions: [[UInt8]: String]
    }

    let reader: any DirectoryReader
    let catalog: Catalog

    /// Names are looked up one by one below this share of a customer's users; a scan costs about a tenth per user.
    private static let scanShare = 10
    /// Unknown names of one customer for which a suggestion is looked for: enough for a person, bounded for a machine.
    private static let mostSuggestions = 100

    /// Loads what the rows of a customer need.
    ///
    /// - Parameters:
    ///   - customer: whose they are.
    ///   - parts: the users that the rows name, part by part.
    ///   - spread: works on the parts.
    /// - Returns: the customer's state, and which of its users each name means.
    /// - Throws: `StoreError`.
    func load(
        _ customer: Customer,
        naming parts: [NamedUsers],
        on spread: some Spreading = OneAfterAnother()
    ) throws -> Loaded {
        let customer = customer.number
        let nameCount = parts.reduce(0) { $0 + $1.names.count }
        let isScan = try nameCount * Self.scanShare > reader.highestUserNumber(of: customer)
        let found = try isScan ? scan(parts, of: customer, spread) : lookUp(parts, of: customer)
        return Loaded(
            snapshot: try snapshot(of: customer, users: found.users, isScan: isScan),
            userOfName: found.userOfName,
            suggestions: try suggestions(for: parts, found, of: customer)
        )
    }

    /// The named users; two names may lead to one user.
    private struct Found {
        var users: [(number: Int, location: Location)] = []
        /// By part and name: position in `users`, or -1.
        var userOfName: [[Int32]]
        /// The folded UPNs of all users, named or not, where they were all seen.
        var principalNames: KeyList?
    }

    private func scan(_ parts: [NamedUsers], of customer: Int, _ spread: some Spreading) throws -> Found {
        let roster = try RosterSearch(of: customer, wantsGUIDs: parts.contains(where: \.mayBeGUIDs), reader)
        var userOfName = spread.map(parts.count) { roster.users(named: parts[$0].names) }
        let users = roster.settle(&userOfName)
        return Found(users: users, userOfName: userOfName, principalNames: roster.principalNames)
    }

    private func lookUp(_ parts: [NamedUsers], of customer: Int) throws -> Found {
        var found = Found(userOfName: parts.map { [Int32](repeating: -1, count: $0.names.count) })
        var positions: [Int: Int32] = [:]
        for (part, names) in parts.lazy.map(\.names).enumerated() {
            for name in 0..<names.count {
                guard let user = try reader.user(matching: Array(names.key(name)), of: customer) else { continue }
                if positions[user.number] == nil {
                    positions[user.number] = Int32(found.users.count)
                    found.users.append(user)
                }
                found.userOfName[part][name] = positions[user.number] ?? -1
            }
        }
        return found
    }

    private func snapshot(
        of customer: Int,
        users: [(number: Int, location: Location)],
        isScan: Bool
    ) throws -> Snapshot {
        var holdings = Holdings(of: users.map(\.number))
        if isScan {
            try reader.forEachAssignment(of: customer, in: catalog) { holdings.take($0, $1, $2) }
        } else {
            let numbers = users.map(\.number)
            try reader.forEachAssignment(of: customer, around: numbers, in: catalog) { holdings.take($0, $1, $2) }
        }
        var seats = [Int?](repeating: nil, count: catalog.products.count)
        for subscription in try reader.subscriptions(of: customer, in: catalog) {
            seats[subscription.product] = subscription.seats
        }
        return Snapshot(
            users: users.indices.map {
                Snapshot.User(number: users[$0].number, location: users[$0].location, holdings: holdings.ranges[$0])
            },
            holdings: holdings.all,
            seats: seats,
            holders: try reader.holderCounts(of: customer, in: catalog)
        )
    }

    private func suggestions(for parts: [NamedUsers], _ found: Found, of customer: Int) throws -> [[UInt8]: String] {
        var unknown: [[UInt8]] = []
        for (named, users) in zip(parts, found.userOfName) {
            for name in users.indices where users[name] < 0 && unknown.count < Self.mostSuggestions {
                unknown.append(Array(named.names.key(name)))
            }
        }
        guard !unknown.isEmpty else { return [:] }
        var nearest = unknown.map { NearestName(to: $0) }
        func consider(_ candidate: Span<UInt8>) {
            for index in nearest.indices { nearest[index].consider(candidate) }
        }
        if let principalNames = found.principalNames {
            principalNames.forEach { _, principalName in consider(principalName) }
        } else {
            try reader.forEachUserKey(of: customer, wantsGUIDs: false) { _, _, principalName, _ in
                consider(principalName)
            }
        }
        return Dictionary(
            zip(unknown, nearest).compactMap { name, nearest in
                nearest.best.map { (name, String(decoding: $0, as: UTF8.self)) }
            },
            // Two parts may have the same name; what was meant is the same then.
            uniquingKeysWith: { first, _ in first }
        )
    }
}

/// The holdings of the named users of one customer being gathered, user by user.
private struct Holdings {
    private(set) var all: [Snapshot.Holding] = []
    /// By named user: where its holdings stand in `all`.
    private(set) var ranges: [Range<Int>]
    /// By user number: position among the named users, or -1.
    private var positions: [Int32]

    /// What a user holds, give or take some.
    private static let likelyHoldings = 2

    init(of users: [Int]) {
        ranges = [Range<Int>](repeating: 0..<0, count: users.count)
        positions = [Int32](repeating: -1, count: (users.max() ?? 0) + 1)
        for (position, user) in users.enumerated() { positions[user] = Int32(position) }
        all.reserveCapacity(users.count * Self.likelyHoldings)
    }

    /// Takes an assignment, which may be that of a user who is not named; those of one user come one after the other.
    mutating func take(_ user: Int, _ product: Int, _ places: Places) {
        guard user < positions.count, positions[user] >= 0 else { return }
        let position = Int(positions[user])
        let start = ranges[position].isEmpty ? all.count : ranges[position].lowerBound
        all.append(Snapshot.Holding(product: product, places: places))
        ranges[position] = start..<all.count
    }
}
