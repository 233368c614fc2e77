import Licensing

/// Loads customers, users, subscriptions and assignments, each building on the ones before.
struct PeopleImport {
    let transaction: any DirectoryImport
    let catalog: Catalog
    let replaces: Bool
    /// The files of this import: what is removed may take with it only what one of them says anew.
    let given: Set<DirectoryFormat>
    /// Folded customer ids and domains, and the customer each leads to.
    private var customers: [[UInt8]: Int] = [:]
    private(set) var users: [Int: UserIndex] = [:]
    private var key: [UInt8] = []

    init(
        _ transaction: any DirectoryImport,
        catalog: Catalog,
        replaces: Bool,
        given: Set<DirectoryFormat>
    ) throws {
        self.transaction = transaction
        self.catalog = catalog
        self.replaces = replaces
        self.given = given
        try indexCustomers()
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

    private mutating func indexCustomers() throws {
        customers.removeAll()
        for customer in try transaction.customers() {
            customers[KeyFolding.folded(customer.domain)] = customer.number
            customers[KeyFolding.folded(customer.id)] = customer.number
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
            let byID = customers[KeyFolding.folded(customer.id)]
            let byDomain = customers[KeyFolding.folded(customer.domain)]
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
            customers[KeyFolding.folded(customer.id)] = number
            customers[KeyFolding.folded(customer.domain)] = number
        }
        if replaces {
            let gone = known.filter { lineOfCustomer[$0] == nil }
            try refuseToEmpty(gone)
            try transaction.removeCustomers(gone)
            counts.removed = gone.count
            for number in gone { users[number] = nil }
        }
        try indexCustomers()
        return counts
    }

    private mutating func importUsers(_ table: ImportTable) throws -> ImportReport.Counts {
        var counts = ImportReport.Counts()
        var name: [UInt8] = []
        var id: [UInt8] = []
        try table.forEachRow { line, cells, problems in
            counts.rows += 1
            guard let customer = customer(cells[0], line: line, &problems) else { return }
            guard let location = cells[3].isEmpty ? Location.none : Location(text(cells[3])) else {
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
            try loadUsers(of: customer)
            let match = users[customer]?.match(name: name.span, id: id.span, line: line)
            switch match {
            case .new(let number), .existing(let number):
                var isNew = false
                if case .new = match { isNew = true }
                let user = User(
                    number: number,
                    principalName: text(cells[1]),
                    id: text(cells[2]),
                    location: location,
                    name: text(cells[4])
                )
                try transaction.put(user, of: customer, isNew: isNew)
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
            case nil: break
            }
        }
        if replaces { counts.removed = try removeUsersNotNamed() }
        return counts
    }

    private mutating func removeUsersNotNamed() throws -> Int {
        var removed = 0
        for number in Set(customers.values) {
            try loadUsers(of: number)
            let gone = users[number]?.unnamedUsers ?? []
            try refuseToTakeLicenses(of: gone, customer: number)
            try transaction.removeUsers(gone, of: number)
            users[number] = nil
            removed += gone.count
        }
        return removed
    }

    private mutating func importSubscriptions(_ table: ImportTable) throws -> ImportReport.Counts {
        var lines: [Int: [Int: Int]] = [:]
        var counts = ImportReport.Counts()
        if replaces { try transaction.removeAllSubscriptions() }
        try table.forEachRow { line, cells, problems in
            counts.rows += 1
            guard let customer = customer(cells[0], line: line, &problems) else { return }
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
        case .ambiguous: Self.report(.ambiguousProduct, line: line, product: text(cell), plans: "", &problems)
        case .unknown: Self.report(.unknownProduct, line: line, product: text(cell), plans: "", &problems)
        }
        return nil
    }

    mutating func customer(
        _ cell: UnsafeBufferPointer<UInt8>,
        line: Int,
        _ problems: inout ProblemCollector
    ) -> Int? {
        KeyFolding.fold(cell.span, into: &key)
        if let customer = customers[key] { return customer }
        problems.add(
            .unknownCustomer,
            line: line,
            "customer \"\(text(cell))\" is not in the directory: put it into customers.csv"
        )
        return nil
    }

    mutating func loadUsers(of customer: Int) throws {
        if users[customer] == nil { users[customer] = try UserIndex(of: customer, in: transaction) }
    }
}
