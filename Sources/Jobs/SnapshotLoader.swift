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

    /// What can be read before it is known which users rows name.
    struct Ahead {
        fileprivate let userCount: Int
        fileprivate var roster: RosterSearch?
        fileprivate var holdings: Holdings?
    }

    /// Reads what rows of a customer will hardly do without.
    ///
    /// - Parameters:
    ///   - customer: whose they are.
    ///   - rowCount: how many there are, where they are many; else what they need is read when it is known.
    /// - Returns: what was read, for `load`.
    /// - Throws: `StoreError`.
    func readAhead(_ customer: Customer, rowCount: Int?) throws -> Ahead {
        var ahead = Ahead(userCount: try reader.highestUserNumber(of: customer.number))
        guard let rowCount, rowCount * Self.scanShare > ahead.userCount else { return ahead }
        ahead.roster = try RosterSearch(of: customer.number, wantsGUIDs: false, reader)
        ahead.holdings = try holdings(of: customer.number, ahead.userCount)
        return ahead
    }

    /// Loads what the rows of a customer need.
    ///
    /// - Parameters:
    ///   - customer: whose they are.
    ///   - ahead: what was read of it before.
    ///   - parts: the users that the rows name, part by part.
    ///   - spread: works on the parts.
    /// - Returns: the customer's state, and which of its users each name means.
    /// - Throws: `StoreError`.
    func load(
        _ customer: Customer,
        _ ahead: Ahead,
        naming parts: [NamedUsers],
        on spread: some Spreading = OneAfterAnother()
    ) throws -> Loaded {
        let customer = customer.number
        let nameCount = parts.reduce(0) { $0 + $1.names.count }
        let isScan = nameCount * Self.scanShare > ahead.userCount
        let found = try isScan ? scan(parts, of: customer, ahead.roster, spread) : lookUp(parts, of: customer)
        let holdings =
            try ahead.holdings
            ?? holdings(of: customer, ahead.userCount, around: isScan ? nil : found.users.map(\.number))
        return Loaded(
            snapshot: try snapshot(of: customer, users: found.users, holdings),
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

    private func scan(
        _ parts: [NamedUsers],
        of customer: Int,
        _ ahead: RosterSearch?,
        _ spread: some Spreading
    ) throws -> Found {
        let wantsGUIDs = parts.contains(where: \.mayBeGUIDs)
        let known = wantsGUIDs ? nil : ahead
        let roster = try known ?? RosterSearch(of: customer, wantsGUIDs: wantsGUIDs, reader)
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

    /// The holdings of all users, or of some and those who are kept with them.
    private func holdings(of customer: Int, _ userCount: Int, around users: [Int]? = nil) throws -> Holdings {
        var holdings = Holdings(userCount: userCount)
        if let users {
            try reader.forEachAssignment(of: customer, around: users, in: catalog) { holdings.take($0, $1, $2) }
        } else {
            try reader.forEachAssignment(of: customer, in: catalog) { holdings.take($0, $1, $2) }
        }
        holdings.finish()
        return holdings
    }

    private func snapshot(
        of customer: Int,
        users: [(number: Int, location: Location)],
        _ holdings: Holdings
    ) throws -> Snapshot {
        var seats = [Int?](repeating: nil, count: catalog.products.count)
        for subscription in try reader.subscriptions(of: customer, in: catalog) {
            seats[subscription.product] = subscription.seats
        }
        return Snapshot(
            users: users.map {
                Snapshot.User(number: $0.number, location: $0.location, holdings: holdings.range(of: $0.number))
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

/// The holdings of one customer being gathered, user by user.
private struct Holdings {
    private(set) var all: [Snapshot.Holding] = []
    /// By user number: where the holdings begin in `all`; those of the last user end where one more begins.
    private var starts: [Int32] = []
    private let userCount: Int

    /// - Parameter userCount: the highest number of a user.
    init(userCount: Int) {
        self.userCount = userCount
        starts.reserveCapacity(userCount + 2)
    }

    /// Takes an assignment; they come sorted by user.
    mutating func take(_ user: Int, _ product: Int, _ places: Places) {
        begin(with: user)
        all.append(Snapshot.Holding(product: product, places: places))
    }

    /// Says that there are no more.
    mutating func finish() {
        begin(with: userCount + 1)
    }

    private mutating func begin(with user: Int) {
        while starts.count <= user { starts.append(Int32(all.count)) }
    }

    func range(of user: Int) -> Range<Int> {
        Int(starts[user])..<Int(starts[user + 1])
    }
}
