import Licensing

/// Finds named users among all users of a customer.
struct RosterSearch: Sendable {
    /// In the order of the roster.
    private var numbers: [Int32] = []
    private var locations: [Location] = []
    private(set) var principalNames = KeyList()
    /// The ids of those who have one that counts, and whose each is.
    private var ids = KeyList()
    private var userOfID: [Int32] = []

    /// Reads all users of the customer.
    init(of customer: Int, wantsGUIDs: Bool, _ reader: any DirectoryReader) throws {
        var search = Self()
        try reader.forEachUserKey(of: customer, wantsGUIDs: wantsGUIDs) { number, location, principalName, id in
            if !id.isEmpty {
                search.ids.append(id)
                search.userOfID.append(Int32(search.numbers.count))
            }
            search.numbers.append(Int32(number))
            search.locations.append(location)
            search.principalNames.append(principalName)
        }
        self = search
    }

    private init() {}

    /// By name: the user who has it, by the order of the roster, or -1.
    func users(named names: KeyTable) -> [Int32] {
        var users = [Int32](repeating: -1, count: names.count)
        principalNames.forEach { user, principalName in
            if let name = names.find(principalName) { users[name] = Int32(user) }
        }
        // An id comes before another user's UPN of the same spelling.
        ids.forEach { place, id in
            if let name = names.find(id) { users[name] = userOfID[place] }
        }
        return users
    }

    /// Keeps only the users that `parts` speak of, by the order of the roster, and makes the parts speak of what is kept.
    func settle(_ parts: inout [[Int32]]) -> [(number: Int, location: Location)] {
        var positions = [Int32](repeating: -1, count: numbers.count)
        for part in parts {
            for user in part where user >= 0 { positions[Int(user)] = 0 }
        }
        var users: [(number: Int, location: Location)] = []
        for user in positions.indices where positions[user] == 0 {
            positions[user] = Int32(users.count)
            users.append((Int(numbers[user]), locations[user]))
        }
        for part in parts.indices {
            for name in parts[part].indices where parts[part][name] >= 0 {
                parts[part][name] = positions[Int(parts[part][name])]
            }
        }
        return users
    }
}
