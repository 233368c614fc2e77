import Licensing

/// Finds named users among all users of a customer.
struct RosterSearch: Sendable {
    /// Users found for the cells of a part of a customer's rows.
    struct Matches: Sendable {
        /// By cell: the user by the order of the roster, or -1.
        fileprivate(set) var users: [Int32] = []
        /// The first cells that lead nowhere, each once.
        fileprivate(set) var unknown = KeyTable()
    }

    /// In the order of the roster.
    private var numbers: [Int32] = []
    private var locations: [Location] = []
    private(set) var principalNames: KeyTable
    /// The ids of those who have one that counts, and whose each is.
    private var ids = KeyTable()
    private var userOfID: [Int32] = []

    /// Bytes of a UPN, give or take some.
    private static let likelyNameLength = 32

    /// Reads all users of the customer.
    ///
    /// - Parameters:
    ///   - customer: its number.
    ///   - userCount: how many there may be.
    ///   - wantsGUIDs: whether an id that is a GUID counts, too.
    ///   - reader: the directory's.
    /// - Throws: `StoreError`.
    init(of customer: Int, userCount: Int, wantsGUIDs: Bool, _ reader: any DirectoryReader) throws {
        var search = Self(userCount: userCount)
        try reader.forEachUserKey(of: customer, wantsGUIDs: wantsGUIDs) { number, location, principalName, id in
            if !id.isEmpty {
                _ = search.ids.insert(id)
                search.userOfID.append(Int32(search.numbers.count))
            }
            search.numbers.append(Int32(number))
            search.locations.append(location)
            _ = search.principalNames.insert(principalName)
        }
        self = search
    }

    private init(userCount: Int) {
        principalNames = KeyTable(count: userCount, byteCount: userCount * Self.likelyNameLength)
        numbers.reserveCapacity(userCount)
        locations.reserveCapacity(userCount)
    }

    /// The users that the cells of a part name.
    ///
    /// - Parameters:
    ///   - cells: of the customer's rows.
    ///   - part: which of them.
    ///   - mostUnknown: how many cells that lead nowhere are kept.
    /// - Returns: a user for each cell, by the order of the roster.
    func users(of cells: some UserCells, in part: Int, mostUnknown: Int) -> Matches {
        var matches = Matches()
        matches.users.reserveCapacity(cells.count / cells.partCount)
        cells.forEach(in: part) { cell in
            let user = user(named: cell)
            matches.users.append(user)
            if user < 0, !cell.isEmpty, matches.unknown.count < mostUnknown { _ = matches.unknown.insert(cell) }
        }
        return matches
    }

    private func user(named cell: Span<UInt8>) -> Int32 {
        // An id comes before another user's UPN of the same spelling.
        if ids.count > 0, let id = ids.find(cell) { return userOfID[id] }
        return Int32(principalNames.find(cell) ?? -1)
    }

    /// The users that `parts` speak of, in the order of the roster.
    func users(in parts: [[Int32]]) -> Kept {
        var kept = Kept(positions: [Int32](repeating: -1, count: numbers.count))
        for part in parts {
            for user in part where user >= 0 { kept.positions[Int(user)] = 0 }
        }
        for user in kept.positions.indices where kept.positions[user] == 0 {
            kept.positions[user] = Int32(kept.users.count)
            kept.users.append((Int(numbers[user]), locations[user]))
        }
        return kept
    }

    /// Users of a roster that are kept.
    struct Kept: Sendable {
        fileprivate(set) var users: [(number: Int, location: Location)] = []
        /// By the order of the roster: position in `users`, or -1.
        fileprivate var positions: [Int32]

        fileprivate init(positions: [Int32]) {
            self.positions = positions
        }

        /// Makes users by the order of the roster speak of those that are kept.
        func positions(of users: [Int32]) -> [Int32] {
            // Where all are kept there is nothing to make up for.
            guard self.users.count < positions.count else { return users }
            return users.map { $0 < 0 ? -1 : positions[Int($0)] }
        }
    }
}
