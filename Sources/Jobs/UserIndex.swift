import Licensing

/// The users of one customer by their folded UPNs and ids: those of the directory and those that an import adds.
struct UserIndex: Sendable {
    private var names = KeyTable()
    private var ids = KeyTable()
    /// By number of a name or id: the user who has it, or 0 when nobody has it any more.
    private var userOfName: [Int] = []
    private var userOfID: [Int] = []
    /// By user number: the numbers of its name and id, -1 where it has none, or there is no such user.
    private var nameOfUser: [Int] = [-1]
    private var idOfUser: [Int] = [-1]
    /// By user number: the line that named it in this import, 0 when none did.
    private var lineOfUser: [Int] = [0]

    /// What a line of `users.csv` leads to.
    enum Match {
        case new(Int)
        /// The directory may know the user by another id.
        case existing(Int, hasNewID: Bool)
        /// The user with the id takes the UPN of another user, `holder`, whom the file has yet to give a new one.
        case taking(Int, from: Int)
        /// The UPN and the id belong to two users.
        case contradiction
        /// The user stands in the file already, at this line.
        case duplicate(line: Int)
    }

    init(of customer: Int, in reader: any DirectoryReader) throws {
        var index = UserIndex()
        try reader.forEachUserKey(of: customer, wantsGUIDs: true) { number, _, name, id in index.put(number, name, id) }
        self = index
    }

    private init() {}

    /// The user with this folded id or UPN, the id first.
    func user(matching key: Span<UInt8>) -> Int? {
        if let id = ids.find(key), userOfID[id] > 0 { return userOfID[id] }
        if let name = names.find(key), userOfName[name] > 0 { return userOfName[name] }
        return nil
    }

    /// Finds or makes the user that a line speaks of, under the folded UPN and id that the line gives.
    mutating func match(name: Span<UInt8>, id: Span<UInt8>, line: Int) -> Match {
        let idNumber = Self.number(of: id, in: &ids, &userOfID)
        let nameNumber = Self.number(of: name, in: &names, &userOfName)
        let (byID, byName) = (userOfID[idNumber], userOfName[nameNumber])
        if byID > 0, byName > 0, byID != byName {
            guard lineOfUser[byID] == 0, lineOfUser[byName] == 0 else { return .contradiction }
            nameOfUser[byName] = -1
            give(nameNumber, idNumber, to: byID)
            lineOfUser[byID] = line
            return .taking(byID, from: byName)
        }
        let known = max(byID, byName)
        let number = known > 0 ? known : nameOfUser.count
        if known > 0, lineOfUser[known] > 0 { return .duplicate(line: lineOfUser[known]) }
        give(nameNumber, idNumber, to: number)
        lineOfUser[number] = line
        return known > 0 ? .existing(number, hasNewID: byID == 0) : .new(number)
    }

    /// Whether the user has a UPN, which another user may have taken.
    func hasName(_ user: Int) -> Bool { nameOfUser[user] >= 0 }

    /// Forgets the users that no line of this import named; returns their numbers.
    mutating func removeUnnamedUsers() -> [Int] {
        let unnamed = nameOfUser.indices.filter { idOfUser[$0] >= 0 && lineOfUser[$0] == 0 }
        for user in unnamed { takeKeys(of: user) }
        return unnamed
    }

    private mutating func put(_ user: Int, _ name: Span<UInt8>, _ id: Span<UInt8>) {
        give(Self.number(of: name, in: &names, &userOfName), Self.number(of: id, in: &ids, &userOfID), to: user)
    }

    private mutating func give(_ name: Int, _ id: Int, to user: Int) {
        while nameOfUser.count <= user {
            nameOfUser.append(-1)
            idOfUser.append(-1)
            lineOfUser.append(0)
        }
        takeKeys(of: user)
        nameOfUser[user] = name
        idOfUser[user] = id
        userOfName[name] = user
        userOfID[id] = user
    }

    private mutating func takeKeys(of user: Int) {
        if nameOfUser[user] >= 0 { userOfName[nameOfUser[user]] = 0 }
        if idOfUser[user] >= 0 { userOfID[idOfUser[user]] = 0 }
        nameOfUser[user] = -1
        idOfUser[user] = -1
    }

    /// The number of a key, which is nobody's when it is new.
    private static func number(of key: Span<UInt8>, in table: inout KeyTable, _ owners: inout [Int]) -> Int {
        let number = table.insert(key)
        if number == owners.count { owners.append(0) }
        return number
    }
}
