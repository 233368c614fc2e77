import Licensing

extension PeopleImport {
    /// Loads `assignments.csv`.
    mutating func importAssignments(_ table: ImportTable) throws -> ImportReport.Counts {
        var operations = OperationTable(catalog: catalog)
        var found: [Int: [Assignment]] = [:]
        var counts = ImportReport.Counts()
        var name: [UInt8] = []
        var plans: [UInt8] = []
        let assign = Array("assign".utf8)
        try table.forEachRow { line, cells, problems in
            counts.rows += 1
            guard let customer = customer(cells[0], line: line, &problems) else { return }
            KeyFolding.fold(cells[1].span, into: &name)
            try loadUsers(of: customer)
            guard let user = users[customer]?.user(matching: name.span) else {
                problems.add(
                    .unknownUser,
                    line: line,
                    "user \"\(text(cells[1]))\" is not in customer \"\(text(cells[0]))\": import the user first"
                )
                return
            }
            // A list of disabled plans is what `assign !A;B` leads to.
            plans.removeAll(keepingCapacity: true)
            plans.append(cells[3].isEmpty ? UInt8(ascii: "*") : UInt8(ascii: "!"))
            plans.append(contentsOf: cells[3])
            let operation = operations.number(product: cells[2].span, action: assign.span, plans: plans.span)
            let codes = operations.operations[operation].codes
            guard codes.isEmpty else {
                Self.report(codes, line: line, product: text(cells[2]), plans: text(cells[3]), &problems)
                return
            }
            found[customer, default: []].append(Assignment(user: user, operation: operation, line: line))
        }
        if replaces { try transaction.removeAllAssignments() }
        try put(found, operations.operations)
        return counts
    }

    private struct Assignment {
        let user: Int
        let operation: Int
        let line: Int
    }

    /// Puts assignments in the order of the store's keys, which is where it is fast.
    private func put(_ found: [Int: [Assignment]], _ operations: [Operation]) throws {
        var problems = ProblemCollector(file: DirectoryFormat.assignments.fileName)
        for (customer, assignments) in found.sorted(by: { $0.key < $1.key }) {
            let sorted = assignments.sorted {
                ($0.user, operations[$0.operation].product) < ($1.user, operations[$1.operation].product)
            }
            var last: (user: Int, product: Int, line: Int) = (0, 0, 0)
            for assignment in sorted {
                let operation = operations[assignment.operation]
                if last.user == assignment.user, last.product == operation.product {
                    problems.add(
                        .duplicateKey,
                        line: max(last.line, assignment.line),
                        "user and product stand on line \(min(last.line, assignment.line)) already: keep one"
                    )
                }
                last = (assignment.user, operation.product, assignment.line)
                let places = operation.applied(to: Places())
                try transaction.put(places, of: operation.product, user: assignment.user, of: customer, in: catalog)
            }
        }
        try problems.check()
    }

    static func report(
        _ codes: Codes,
        line: Int,
        product: String,
        plans: String,
        _ problems: inout ProblemCollector
    ) {
        if codes.contains(.unknownProduct) {
            problems.add(.unknownProduct, line: line, "product \"\(product)\" is not in the catalog: import it first")
        } else if codes.contains(.ambiguousProduct) {
            problems.add(.ambiguousProduct, line: line, "product \"\(product)\" names more than one: write its id")
        } else if codes.contains(.unknownPlan) {
            problems.add(.unknownPlan, line: line, "disabled_plans \"\(plans)\" names a plan that \(product) has not")
        } else {
            problems.add(.invalidPlans, line: line, "disabled_plans \"\(plans)\" cannot be read: write names alone")
        }
    }
}
