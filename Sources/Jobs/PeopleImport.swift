import Licensing

/// Loads customers, users, subscriptions and assignments, each building on the ones before.
struct PeopleImport {
    let transaction: any DirectoryImport
    let catalog: Catalog
    let replaces: Bool
    /// The files of this import: what is removed may take with it only what one of them says anew.
    let given: Set<DirectoryFormat>
    /// The directory as it was before the import, to be read beside the transaction.
    let directory: any DirectoryWriter
    var people = People()

    init(
        _ transaction: any DirectoryImport,
        of directory: any DirectoryWriter,
        catalog: Catalog,
        replaces: Bool,
        given: Set<DirectoryFormat>
    ) throws {
        self.transaction = transaction
        self.directory = directory
        self.catalog = catalog
        self.replaces = replaces
        self.given = given
        people.index(try transaction.customers())
    }

    mutating func run(_ table: ImportTable) throws -> ImportReport.Counts {
        switch table.format {
        case .customers: try importCustomers(table)
        case .users: try importUsers(table)
        case .subscriptions: try importSubscriptions(table)
        case .assignments: try importAssignments(table)
        case .products, .rules: ImportReport.Counts()
        }
    }

    private mutating func importCustomers(_ table: ImportTable) throws -> ImportReport.Counts {
        var lineOfCustomer: [Int: Int] = [:]
        let known = try transaction.customers().map(\.number)
        var counts = ImportReport.Counts()
        try table.forEachRow { line, cells, problems in
            let customer = Customer(
                number: 0,
                id: text(cells[0]),
                domain: text(cells[1]),
                name: text(cells[2]),
                country: text(cells[3]).uppercased()
            )
            counts.rows += 1
            guard customer.country.isEmpty || Location(customer.country) != nil else {
                problems.add(
                    .invalidLocation,
                    line: line,
                    "country \"\(text(cells[3]))\" is no country code: write two letters, such as IT, or leave it empty"
                )
                return
            }
            let byID = people.customer(named: customer.id)
            let byDomain = people.customer(named: customer.domain)
            if let byID, let first = lineOfCustomer[byID] {
                problems.add(
                    .duplicateKey,
                    line: line,
                    "customer \(customer.id) stands on line \(first) already: keep one"
                )
                return
            }
            if let byDomain, byDomain != byID {
                problems.add(
                    .duplicateKey,
                    line: line,
                    "domain \(customer.domain) belongs to another customer: a domain names one customer only"
                )
                return
            }
            let number = try transaction.put(customer)
            lineOfCustomer[number] = line
            people.add(customer, number: number)
        }
        if replaces {
            let gone = known.filter { lineOfCustomer[$0] == nil }
            try refuseToEmpty(gone)
            try transaction.removeCustomers(gone)
            counts.removed = gone.count
        }
        people.index(try transaction.customers())
        return counts
    }

    private mutating func importSubscriptions(_ table: ImportTable) throws -> ImportReport.Counts {
        var lines: [Int: [Int: Int]] = [:]
        var counts = ImportReport.Counts()
        if replaces { try transaction.removeAllSubscriptions() }
        try table.forEachRow { line, cells, problems in
            counts.rows += 1
            guard let customer = people.customer(cells[0], line: line, &problems) else { return }
            guard let product = product(cells[1], line: line, &problems) else { return }
            guard let seats = Int32(text(cells[2])), seats >= 0 else {
                problems.add(
                    .invalidSeats,
                    line: line,
                    "seats \"\(text(cells[2]))\" is no number of seats: write a whole number from 0 on"
                )
                return
            }
            if let first = lines[customer]?[product] {
                problems.add(
                    .duplicateKey,
                    line: line,
                    "customer and product stand on line \(first) already: write one line with all seats"
                )
                return
            }
            lines[customer, default: [:]][product] = line
            try transaction.put(seats: Int(seats), of: product, for: customer, in: catalog)
        }
        return counts
    }

    private func product(_ cell: UnsafeBufferPointer<UInt8>, line: Int, _ problems: inout ProblemCollector) -> Int? {
        switch catalog.product(named: KeyFolding.folded(text(cell))) {
        case .product(let position): return position
        case .ambiguous: problems.add(.ambiguousProduct as Codes, line: line, product: text(cell), plans: "")
        case .unknown: problems.add(.unknownProduct as Codes, line: line, product: text(cell), plans: "")
        }
        return nil
    }
}
