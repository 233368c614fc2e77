import Licensing

extension PeopleImport {
    /// Loads `users.csv`.
    mutating func importUsers(_ table: ImportTable) throws -> ImportReport.Counts {
        var counts = ImportReport.Counts()
        let directory = directory
        try Handover.run(&people) { people, send in
            try directory.read { try Self.readUsers(table, &people, $0, send) }
        } take: { (users: UserBatch) in
            counts.rows += users.rows.count
            try transaction.put(users)
        }
        if replaces { counts.removed = try removeUsersNotNamed() }
        return counts
    }

    private static func readUsers(
        _ table: ImportTable,
        _ people: inout People,
        _ reader: any DirectoryReader,
        _ send: (UserBatch) throws -> Void
    ) throws {
        var users = UserBatch()
        var name: [UInt8] = []
        var id: [UInt8] = []
        try table.forEachRow { line, cells, problems in
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
            let match = try people.match(name: name.span, id: id.span, of: customer, line: line, reader)
            switch match {
            case .new(let number), .existing(let number):
                var isNew = false
                if case .new = match { isNew = true }
                users.append(
                    number,
                    of: customer,
                    isNew: isNew,
                    location: location,
                    principalNameKey: name,
                    principalName: cells[1],
                    idKey: id,
                    id: cells[2],
                    name: cells[4]
                )
            case .contradiction:
                problems.add(
                    .duplicateKey,
                    line: line,
                    "user \(text(cells[1])) and id \(text(cells[2])) belong to two different users: check which is meant"
                )
            case .duplicate(let first):
                problems.add(
                    .duplicateKey,
                    line: line,
                    "user \(text(cells[1])) stands on line \(first) already: keep one"
                )
            }
            guard users.isFull else { return }
            try send(users)
            users = UserBatch()
        }
        try send(users)
    }

    private mutating func removeUsersNotNamed() throws -> Int {
        var removed = 0
        for customer in people.customerNumbers {
            let gone = try people.removeUnnamedUsers(of: customer, transaction)
            try refuseToTakeLicenses(of: gone, customer: customer)
            try transaction.removeUsers(gone, of: customer)
            removed += gone.count
        }
        return removed
    }
}
