import Licensing

extension PeopleImport {
    /// Loads `users.csv`.
    mutating func importUsers(_ table: ImportTable) throws -> ImportReport.Counts {
        var counts = ImportReport.Counts()
        let directory = directory
        try Handover.run(&people) { people, send in
            try directory.read { reader in
                var reading = UserReading()
                try reading.run(table, &people, reader, send)
            }
        } take: { (users: UserBatch) in
            counts.rows += users.rows.count
            try transaction.put(users)
        }
        if replaces { counts.removed = try removeUsersNotNamed() }
        return counts
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
