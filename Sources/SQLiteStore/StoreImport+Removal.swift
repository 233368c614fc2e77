import Jobs
import Licensing

/// What has no foreign key is removed by hand, with what belongs to it first.
extension StoreImport {
    func removeCustomers(_ numbers: [Int]) throws {
        usage = nil
        try rememberStates()
        for number in numbers {
            holderCounts.forget(number)
            rosters.insert(number)
            try connection.run("DELETE FROM holding WHERE customer = ?", .integer(number))
            try connection.run("DELETE FROM user WHERE customer = ?", .integer(number))
            // Its subscriptions go by their foreign key.
            try connection.run("DELETE FROM customer WHERE number = ?", .integer(number))
        }
        displaced.remove(customers: Set(numbers))
    }

    func removeUsers(_ numbers: [Int], of customer: Int) throws {
        usage = nil
        try rememberStates()
        holderCounts.forget(customer)
        rosters.insert(customer)
        try HoldingTable(connection: connection).remove(users: numbers, of: customer)
        for number in numbers {
            let user = "DELETE FROM user WHERE customer = ? AND number = ?"
            try connection.run(user, .integer(customer), .integer(number))
            displaced.settle(user: number, of: customer)
        }
        try connection.run(
            "UPDATE customer SET highest_removed_user = max(highest_removed_user, ?) WHERE number = ?",
            .integer(numbers.max() ?? 0),
            .integer(customer)
        )
    }

    func removeAllSubscriptions() throws {
        usage = nil
        try rememberStates()
        try connection.run("DELETE FROM subscription")
    }

    func removeAllAssignments() throws {
        usage = nil
        try rememberStates()
        holderCounts.forgetAll()
        try connection.run("DELETE FROM holding")
    }
}
