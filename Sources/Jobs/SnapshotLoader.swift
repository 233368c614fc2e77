import Licensing

/// Loads what judging one customer needs: the users its rows name, their holdings, and all seats.
struct SnapshotLoader {
    struct Loaded {
        let snapshot: Snapshot
        /// By part of the cells and by cell: position in `snapshot.users`, or -1 when the cell leads nowhere.
        let userOfCell: [[Int32]]
        /// By folded user cell that leads nowhere: the folded UPN that was probably meant.
        let suggestions: [[UInt8]: String]
        /// The customer's in the directory.
        let revision: Int
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
    ///   - cells: name its users.
    ///   - spread: works on the parts of the cells.
    /// - Returns: the customer's state, and which of its users each cell means.
    /// - Throws: `StoreError`.
    func load(
        _ customer: Customer,
        naming cells: some UserCells,
        on spread: some Spreading = OneAfterAnother()
    ) throws -> Loaded {
        let customer = customer.number
        let userCount = try reader.highestUserNumber(of: customer)
        let (found, holdings) =
            cells.count * Self.scanShare > userCount
            ? try scan(cells, of: customer, userCount, spread) : try lookUp(cells, of: customer, userCount)
        return Loaded(
            snapshot: try snapshot(of: customer, users: found.users, userCount, holdings),
            userOfCell: found.userOfCell,
            suggestions: try suggestions(for: found, of: customer),
            revision: try reader.revision(ofCustomer: customer) ?? 0
        )
    }

    /// The named users; two cells may lead to one user.
    private struct Found {
        var users: [(number: Int, location: Location)] = []
        /// By part and cell: position in `users`, or -1.
        var userOfCell: [[Int32]]
        /// The first cells that lead nowhere, each once.
        var unknown = KeyTable()
        /// The folded UPNs of all users, named or not, where they were all seen.
        var principalNames: KeyTable?
    }

    private func scan(
        _ cells: some UserCells,
        of customer: Int,
        _ userCount: Int,
        _ spread: some Spreading
    ) throws -> (Found, Holdings) {
        let roster = try RosterSearch(of: customer, userCount: userCount, wantsGUIDs: cells.mayBeGUIDs, reader)
        let (matches, holdings) = try spread.map(cells.partCount) {
            roster.users(of: cells, in: $0, mostUnknown: Self.mostSuggestions)
        } meanwhile: {
            try self.holdings(of: customer, userCount)
        }
        let kept = roster.users(in: matches.map(\.users))
        var found = Found(
            users: kept.users,
            userOfCell: spread.map(matches.count) { kept.positions(of: matches[$0].users) },
            principalNames: roster.principalNames
        )
        for part in matches {
            part.unknown.forEach { _, cell in
                if found.unknown.count < Self.mostSuggestions { _ = found.unknown.insert(cell) }
            }
        }
        return (found, holdings)
    }

    private func lookUp(_ cells: some UserCells, of customer: Int, _ userCount: Int) throws -> (Found, Holdings) {
        var found = Found(userOfCell: [])
        var names = KeyTable()
        var userOfName: [Int32] = []
        var positions: [Int: Int32] = [:]
        for part in 0..<cells.partCount {
            var users: [Int32] = []
            try cells.forEach(in: part) { cell in
                let name = names.insert(cell)
                if name == userOfName.count {
                    userOfName.append(-1)
                    if !cell.isEmpty, let user = try reader.user(matching: Array(names.key(name)), of: customer) {
                        let position = positions[user.number] ?? Int32(found.users.count)
                        if positions.updateValue(position, forKey: user.number) == nil { found.users.append(user) }
                        userOfName[name] = position
                    } else if !cell.isEmpty, found.unknown.count < Self.mostSuggestions {
                        _ = found.unknown.insert(cell)
                    }
                }
                users.append(userOfName[name])
            }
            found.userOfCell.append(users)
        }
        return (found, try holdings(of: customer, userCount, around: found.users.map(\.number)))
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
        _ userCount: Int,
        _ holdings: Holdings
    ) throws -> Snapshot {
        guard users.allSatisfy({ $0.number <= userCount }) else { throw StoreError.strangeUser }
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

    private func suggestions(for found: Found, of customer: Int) throws -> [[UInt8]: String] {
        guard found.unknown.count > 0 else { return [:] }
        let unknown = (0..<found.unknown.count).map { Array(found.unknown.key($0)) }
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
            uniqueKeysWithValues: zip(unknown, nearest).compactMap { name, nearest in
                nearest.best.map { (name, String(decoding: $0, as: UTF8.self)) }
            }
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
