import Licensing

/// Turns the lines of `assignments.csv` into numbers and places.
struct AssignmentReading {
    /// What one line gives to whom, in few bytes: all lines of the file are kept to find those that stand twice.
    private struct Line {
        let user: Int32
        let product: Int32
        let number: Int
    }

    private var operations: OperationTable
    private var lines: [Int: [Line]] = [:]
    private var name: [UInt8] = []
    private var plans: [UInt8] = []
    /// The user cell last looked up: the lines of a user mostly follow each other.
    private var lastCell: [UInt8] = []
    private var lastUser = (customer: 0, number: 0)
    private let assign = Array("assign".utf8)

    init(catalog: Catalog) {
        operations = OperationTable(catalog: catalog)
    }

    /// Reads all lines, and sends what they say in pieces, each in the order of the store's keys.
    mutating func run(
        _ table: ImportTable,
        _ people: inout People,
        _ reader: any DirectoryReader,
        _ send: (AssignmentBatch) throws -> Void
    ) throws {
        var assignments = AssignmentBatch()
        try table.forEachRow { line, cells, problems in
            guard let customer = people.customer(cells[0], line: line, &problems) else { return }
            guard let user = try user(cells[1], of: customer, &people, reader) else {
                problems.add(
                    .unknownUser,
                    line: line,
                    "user \"\(text(cells[1]))\" is not in customer \"\(text(cells[0]))\": import the user first"
                )
                return
            }
            guard let operation = operation(cells, line: line, &problems) else { return }
            lines[customer, default: []].append(
                Line(user: Int32(user), product: Int32(operation.product), number: line)
            )
            assignments.append(
                AssignmentBatch.Row(
                    customer: customer,
                    user: user,
                    product: operation.product,
                    places: operation.applied(to: Places())
                )
            )
            guard assignments.isFull else { return }
            assignments.sort()
            try send(assignments)
            assignments = AssignmentBatch()
        }
        assignments.sort()
        try send(assignments)
        try refuseRepeatedLines()
    }

    private mutating func user(
        _ cell: UnsafeBufferPointer<UInt8>,
        of customer: Int,
        _ people: inout People,
        _ reader: any DirectoryReader
    ) throws -> Int? {
        if customer == lastUser.customer, lastCell.withUnsafeBufferPointer({ $0.hasSameBytes(as: cell) }) {
            return lastUser.number
        }
        KeyFolding.fold(cell.span, into: &name)
        guard let user = try people.user(matching: name.span, of: customer, reader) else { return nil }
        lastCell.removeAll(keepingCapacity: true)
        lastCell.append(contentsOf: cell)
        lastUser = (customer, user)
        return user
    }

    private mutating func operation(
        _ cells: [UnsafeBufferPointer<UInt8>],
        line: Int,
        _ problems: inout ProblemCollector
    ) -> Operation? {
        // A list of disabled plans is what `assign !A;B` leads to.
        plans.removeAll(keepingCapacity: true)
        plans.append(cells[3].isEmpty ? UInt8(ascii: "*") : UInt8(ascii: "!"))
        plans.append(contentsOf: cells[3])
        let (action, cell) = (assign, plans)
        let number = operations.number(product: cells[2].span, action: action.span, plans: cell.span)
        let operation = operations.operations[number]
        guard operation.codes.isEmpty else {
            problems.add(operation.codes, line: line, product: text(cells[2]), plans: text(cells[3]))
            return nil
        }
        return operation
    }

    private func refuseRepeatedLines() throws {
        var problems = ProblemCollector(file: DirectoryFormat.assignments.fileName)
        for (_, lines) in lines.sorted(by: { $0.key < $1.key }) {
            let sorted = lines.sorted { ($0.user, $0.product) < ($1.user, $1.product) }
            for (line, next) in zip(sorted, sorted.dropFirst())
            where line.user == next.user && line.product == next.product {
                problems.add(
                    .duplicateKey,
                    line: max(line.number, next.number),
                    "user and product stand on line \(min(line.number, next.number)) already: keep one"
                )
            }
        }
        try problems.check()
    }
}

extension ProblemCollector {
    /// Adds what is wrong with the product of a line or with its disabled plans.
    mutating func add(_ codes: Codes, line: Int, product: String, plans: String) {
        if codes.contains(.unknownProduct) {
            add(.unknownProduct, line: line, "product \"\(product)\" is not in the catalog: import it first")
        } else if codes.contains(.ambiguousProduct) {
            add(.ambiguousProduct, line: line, "product \"\(product)\" names more than one: write its id")
        } else if codes.contains(.unknownPlan) {
            add(.unknownPlan, line: line, "disabled_plans \"\(plans)\" names a plan that \(product) has not")
        } else {
            add(.invalidPlans, line: line, "disabled_plans \"\(plans)\" cannot be read: write names alone")
        }
    }
}
