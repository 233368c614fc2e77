import Licensing

extension PeopleImport {
    /// Loads `assignments.csv`.
    mutating func importAssignments(_ table: ImportTable) throws -> ImportReport.Counts {
        var counts = ImportReport.Counts()
        let (directory, catalog) = (directory, catalog)
        if replaces { try transaction.removeAllAssignments() }
        try Handover.run(&people) { people, send in
            try directory.read { reader in
                var reading = AssignmentReading(catalog: catalog)
                try reading.run(table, &people, reader, send)
            }
        } take: { (assignments: AssignmentBatch) in
            counts.rows += assignments.rows.count
            try transaction.put(assignments, in: catalog)
        }
        return counts
    }
}
