import Licensing

/// The customers and users that the lines of an import may speak of, by their keys.
///
/// Users are those that the directory had before the import, and those that the import adds: with this alone one thread
/// can read a file while another writes what was read. A `reader` sees the directory as it was.
struct People: Sendable {
    private var customers: [[UInt8]: Int] = [:]
    private var users: [UserIndex] = []
    /// By number of a customer: the position of its users in `users`.
    private var positions: [Int: Int] = [:]
    private var key: [UInt8] = []
    /// The cell last looked up: most lines name the same customer as the line before.
    private var lastCell: [UInt8] = []
    private var lastCustomer = 0

    /// The numbers of all customers.
    var customerNumbers: Set<Int> { Set(customers.values) }

    /// Starts anew with the customers that there are, the users of which stay as they are known.
    mutating func index(_ customers: [Customer]) {
        self.customers.removeAll()
        for customer in customers {
            self.customers[KeyFolding.folded(customer.domain)] = customer.number
            self.customers[KeyFolding.folded(customer.id)] = customer.number
        }
        lastCell = []
    }

    mutating func add(_ customer: Customer, number: Int) {
        customers[KeyFolding.folded(customer.id)] = number
        customers[KeyFolding.folded(customer.domain)] = number
    }

    /// The customer with this id or domain.
    func customer(named name: String) -> Int? {
        customers[KeyFolding.folded(name)]
    }

    /// The customer that a cell which is not empty names.
    mutating func customer(
        _ cell: UnsafeBufferPointer<UInt8>,
        line: Int,
        _ problems: inout ProblemCollector
    ) -> Int? {
        if lastCell.withUnsafeBufferPointer({ $0.hasSameBytes(as: cell) }) { return lastCustomer }
        KeyFolding.fold(cell.span, into: &key)
        guard let customer = customers[key] else {
            problems.add(
                .unknownCustomer,
                line: line,
                "customer \"\(text(cell))\" is not in the directory: put it into customers.csv"
            )
            return nil
        }
        lastCell.removeAll(keepingCapacity: true)
        lastCell.append(contentsOf: cell)
        lastCustomer = customer
        return customer
    }

    /// The user of the customer that a folded id or UPN names, the id first.
    mutating func user(matching key: Span<UInt8>, of customer: Int, _ reader: any DirectoryReader) throws -> Int? {
        let position = try position(ofUsersOf: customer, reader)
        return users[position].user(matching: key)
    }

    /// Finds or makes the user that a line of `users.csv` speaks of.
    mutating func match(
        name: [UInt8],
        id: [UInt8],
        of customer: Int,
        line: Int,
        _ reader: any DirectoryReader
    ) throws -> UserIndex.Match {
        let position = try position(ofUsersOf: customer, reader)
        return users[position].match(name: name.span, id: id.span, line: line)
    }

    /// Whether a user whose UPN another took has none since.
    func isWithoutName(_ user: Int, of customer: Int) -> Bool {
        positions[customer].map { !users[$0].hasName(user) } ?? false
    }

    /// Forgets the users that no line named; returns their numbers.
    mutating func removeUnnamedUsers(of customer: Int, _ reader: any DirectoryReader) throws -> [Int] {
        let position = try position(ofUsersOf: customer, reader)
        return users[position].removeUnnamedUsers()
    }

    /// Where the users of a customer are; they are read when first asked for.
    private mutating func position(ofUsersOf customer: Int, _ reader: any DirectoryReader) throws -> Int {
        if let position = positions[customer] { return position }
        users.append(try UserIndex(of: customer, in: reader))
        positions[customer] = users.count - 1
        return users.count - 1
    }
}
