import Licensing

/// Loads what judging one customer needs: the users its rows name, their holdings, and all seats.
struct SnapshotLoader {
    struct Loaded {
        let snapshot: Snapshot
        /// By row of the customer: position in `snapshot.users`, or -1 when the cell is empty or leads nowhere.
        let userOfRow: [Int32]
        /// By folded user cell that leads nowhere: the folded UPN that was probably meant.
        let suggestions: [[UInt8]: String]
    }

    let reader: any DirectoryReader
    let catalog: Catalog

    /// Names are looked up one by one below this share of a customer's users; a scan costs about a tenth per user.
    private static let scanShare = 10
    /// Unknown names of one customer for which a suggestion is looked for: enough for a person, bounded for a machine.
    private static let mostSuggestions = 100
    /// Bytes of a UPN, give or take some.
    private static let likelyNameLength = 32
    /// Characters of a GUID as ids are written: `05bdbe37-7c00-f4ae-b636-d53ee0142b98`.
    private static let guidLength = 36

    /// Loads what the rows of a customer need.
    ///
    /// - Parameters:
    ///   - customer: whose they are.
    ///   - rowCount: how many rows there are.
    ///   - forEachUser: calls what it is given with the folded user cell of each row.
    /// - Returns: the customer's state, and which of its users each row means.
    /// - Throws: `StoreError`.
    func load(
        _ customer: Customer,
        rowCount: Int,
        users forEachUser: (_ body: (_ cell: Span<UInt8>) -> Void) -> Void
    ) throws -> Loaded {
        let customer = customer.number
        let userCount = try reader.highestUserNumber(of: customer)
        let nameCount = min(rowCount, userCount)
        var names = KeyTable(count: nameCount, byteCount: nameCount * Self.likelyNameLength)
        var nameOfRow: [Int32] = []
        nameOfRow.reserveCapacity(rowCount)
        var mayBeGUIDs = false
        forEachUser { cell in
            nameOfRow.append(cell.isEmpty ? -1 : Int32(names.insert(cell)))
            mayBeGUIDs = mayBeGUIDs || cell.count == Self.guidLength
        }
        let isScan = names.count * Self.scanShare > userCount
        let found = try isScan ? scan(names, mayBeGUIDs, of: customer) : lookUp(names, of: customer)
        return Loaded(
            snapshot: try snapshot(of: customer, users: found.users, isScan: isScan),
            userOfRow: nameOfRow.map { $0 < 0 ? -1 : found.userOfName[Int($0)] },
            suggestions: try suggestions(for: names, found, of: customer)
        )
    }

    /// The named users in the order they were found; two names may lead to one user.
    private struct Found {
        var users: [(number: Int, location: Location)] = []
        /// By name: position in `users`, or -1.
        var userOfName: [Int32]
        /// The folded UPNs of all users, named or not, where they were all seen.
        var principalNames: KeyList?

        init(nameCount: Int) {
            userOfName = [Int32](repeating: -1, count: nameCount)
        }

        mutating func take(_ number: Int, _ location: Location, named name: Int?, orByID id: Int?) {
            guard name != nil || id != nil else { return }
            if let name, userOfName[name] < 0 { userOfName[name] = Int32(users.count) }
            // An id comes before another user's UPN of the same spelling.
            if let id { userOfName[id] = Int32(users.count) }
            users.append((number, location))
        }
    }

    private func scan(_ names: KeyTable, _ mayBeGUIDs: Bool, of customer: Int) throws -> Found {
        var found = Found(nameCount: names.count)
        var principalNames = KeyList()
        try reader.forEachUserKey(of: customer, wantsGUIDs: mayBeGUIDs) { number, location, principalName, id in
            let byID = id.isEmpty ? nil : names.find(id)
            found.take(number, location, named: names.find(principalName), orByID: byID)
            principalNames.append(principalName)
        }
        found.principalNames = principalNames
        return found
    }

    private func lookUp(_ names: KeyTable, of customer: Int) throws -> Found {
        var found = Found(nameCount: names.count)
        var positions: [Int: Int32] = [:]
        for name in 0..<names.count {
            guard let user = try reader.user(matching: Array(names.key(name)), of: customer) else { continue }
            if let position = positions[user.number] {
                found.userOfName[name] = position
            } else {
                positions[user.number] = Int32(found.users.count)
                found.take(user.number, user.location, named: name, orByID: nil)
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

    private func suggestions(for names: KeyTable, _ found: Found, of customer: Int) throws -> [[UInt8]: String] {
        let unknown = found.userOfName.indices.filter { found.userOfName[$0] < 0 }.prefix(Self.mostSuggestions)
        guard !unknown.isEmpty else { return [:] }
        var nearest = unknown.map { NearestName(to: Array(names.key($0))) }
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
            uniqueKeysWithValues: zip(unknown, nearest).compactMap { name, nearest in
                nearest.best.map { (Array(names.key(name)), String(decoding: $0, as: UTF8.self)) }
            }
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

    init(of users: [Int]) {
        ranges = [Range<Int>](repeating: 0..<0, count: users.count)
        positions = [Int32](repeating: -1, count: (users.max() ?? 0) + 1)
        for (position, user) in users.enumerated() { positions[user] = Int32(position) }
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
