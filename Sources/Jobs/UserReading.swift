import Licensing

/// Turns the lines of `users.csv` into users with numbers.
struct UserReading {
    /// A line that took the UPN of a user, which is well only if another line gives that user a new one.
    private struct Claim {
        let customer: Int
        let holder: Int
        let line: Int
        let problem: String
    }

    private var users = UserBatch()
    private var claims: [Claim] = []
    private var name: [UInt8] = []
    private var id: [UInt8] = []

    /// Reads all lines, and sends the users in pieces.
    mutating func run(
        _ table: ImportTable,
        _ people: inout People,
        _ reader: any DirectoryReader,
        _ send: (UserBatch) throws -> Void
    ) throws {
        try table.forEachRow { line, cells, problems in
            try take(cells, line: line, &people, reader, &problems)
            guard users.isFull else { return }
            try send(users)
            users = UserBatch()
        } atEnd: { problems in
            for claim in claims where people.isWithoutName(claim.holder, of: claim.customer) {
                problems.add(.duplicateKey, line: claim.line, claim.problem)
            }
        }
        try send(users)
    }

    private mutating func take(
        _ cells: [UnsafeBufferPointer<UInt8>],
        line: Int,
        _ people: inout People,
        _ reader: any DirectoryReader,
        _ problems: inout ProblemCollector
    ) throws {
        guard let customer = people.customer(cells[0], line: line, &problems) else { return }
        guard let location = cells[3].isEmpty ? Location.none : Location(utf8: cells[3]) else {
            problems.add(
                .invalidLocation,
                line: line,
                "usage_location \"\(text(cells[3]))\" is no country code: write two letters, such as IT, "
                    + "or leave it empty"
            )
            return
        }
        KeyFolding.fold(cells[1].span, into: &name)
        KeyFolding.fold(cells[2].span, into: &id)
        let match = try people.match(name: name, id: id, of: customer, line: line, reader)
        switch match {
        case .new(let number):
            append(number, of: customer, isNew: true, location, cells)
        case .existing(let number, let hasNewID):
            append(number, of: customer, isNew: false, hasNewID: hasNewID, location, cells)
        case .taking(let number, let holder):
            let problem = Self.contradiction(cells)
            claims.append(Claim(customer: customer, holder: holder, line: line, problem: problem))
            append(number, of: customer, isNew: false, location, cells)
        case .contradiction:
            problems.add(.duplicateKey, line: line, Self.contradiction(cells))
        case .duplicate(let first):
            problems.add(
                .duplicateKey,
                line: line,
                "user \(text(cells[1])) stands on line \(first) already: keep one"
            )
        }
    }

    private mutating func append(
        _ number: Int,
        of customer: Int,
        isNew: Bool,
        hasNewID: Bool = false,
        _ location: Location,
        _ cells: [UnsafeBufferPointer<UInt8>]
    ) {
        users.append(
            number,
            of: customer,
            isNew: isNew,
            hasNewID: hasNewID,
            location: location,
            principalNameKey: name,
            principalName: cells[1],
            idKey: id,
            id: cells[2],
            name: cells[4]
        )
    }

    private static func contradiction(_ cells: [UnsafeBufferPointer<UInt8>]) -> String {
        "user \(text(cells[1])) and id \(text(cells[2])) belong to two different users: check which is meant"
    }
}
