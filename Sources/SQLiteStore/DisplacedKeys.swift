import Jobs

/// Customers and users whose key an import gave to another, until the import gives them one of their own.
///
/// In one file, B may take the name that A had while A gets a new one further down. Each line is right once the whole
/// file is in, but not on the way there.
struct DisplacedKeys {
    private struct UserNumber: Hashable {
        let customer: Int
        let user: Int
    }

    private var customers: Set<Int> = []
    private var users: Set<UserNumber> = []

    var isEmpty: Bool { customers.isEmpty && users.isEmpty }

    /// The customer has keys of its own again, or is gone.
    mutating func settle(customer: Int) {
        customers.remove(customer)
    }

    mutating func settle(user: Int, of customer: Int) {
        users.remove(UserNumber(customer: customer, user: user))
    }

    /// The customers are gone, and their users with them.
    mutating func remove(customers removed: Set<Int>) {
        customers.subtract(removed)
        users = users.filter { !removed.contains($0.customer) }
    }

    /// Takes a domain from the customer that has it, unless that is `customer`.
    mutating func freeDomain(_ domain: SQLValue, for customer: Int?, _ connection: Connection) throws {
        let sql = "SELECT number FROM customer WHERE domain_key = ?"
        let holder = try connection.firstRow(sql, domain) { $0.integer(0) }
        guard let holder, holder != customer else { return }
        try connection.run("UPDATE customer SET domain_key = NULL WHERE number = ?", .integer(holder))
        customers.insert(holder)
    }

    /// Takes a folded name and id from the users that have them, unless that is the user numbered `user`.
    mutating func freeKeys(
        name: [UInt8],
        id: [UInt8],
        of customer: Int,
        except user: Int,
        _ connection: Connection
    ) throws {
        let holders = try connection.statement(
            "SELECT number FROM user WHERE customer = ?1 AND number <> ?2 AND (principal_name_key = ?3 OR id_key = ?4)"
        )
        try holders.bind(1, customer)
        try holders.bind(2, user)
        try holders.bind(3, text: name)
        try holders.bind(4, userID: id)
        var numbers: [Int] = []
        while try holders.step() { numbers.append(holders.integer(0)) }
        holders.reset()
        for number in numbers {
            try connection.run(
                "UPDATE user SET principal_name_key = ?, id_key = NULL WHERE customer = ? AND number = ?",
                .key(Self.placeholder(number)),
                .integer(customer),
                .integer(number)
            )
            users.insert(UserNumber(customer: customer, user: number))
        }
    }

    /// A key that no name has: it is not UTF-8.
    private static func placeholder(_ user: Int) -> [UInt8] {
        [0xFF] + String(user).utf8
    }
}
