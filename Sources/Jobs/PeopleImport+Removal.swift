import Licensing

/// What `--replace` may take away: a file is the whole truth for its own kind, and for no other.
extension PeopleImport {
    /// Refuses to remove customers who have users, subscriptions or assignments of which no file of this import speaks.
    func refuseToEmpty(_ customers: [Int]) throws {
        var problems = ProblemCollector(file: DirectoryFormat.customers.fileName)
        let names = Dictionary(uniqueKeysWithValues: try transaction.customers().map { ($0.number, $0.domain) })
        for customer in customers {
            let counts: [(DirectoryFormat, Int)] = [
                (.users, try userCount(of: customer)),
                (.subscriptions, try transaction.subscriptions(of: customer, in: catalog).count),
                (.assignments, try holders(of: customer).count),
            ]
            let kept = counts.filter { $0.1 > 0 && !given.contains($0.0) }
            guard !kept.isEmpty else { continue }
            let shown = kept.map { "\($0.0.rawValue): \($0.1)" }.joined(separator: ", ")
            problems.add(
                .customerInUse,
                line: nil,
                "\(names[customer] ?? "a customer") is not in the file but not empty (\(shown)): "
                    + "keep it, or give \(kept.map { $0.0.fileName }.joined(separator: ", ")) too"
            )
        }
        try problems.check()
    }

    /// Refuses to remove users who hold licenses, unless this import says anew who holds what.
    func refuseToTakeLicenses(of users: [Int], customer: Int) throws {
        guard !users.isEmpty, !given.contains(.assignments) else { return }
        let holders = try holders(of: customer)
        let licensed = users.filter { holders.contains($0) }
        guard !licensed.isEmpty else { return }
        var problems = ProblemCollector(file: DirectoryFormat.users.fileName)
        for user in try transaction.users(numbered: licensed, of: customer) {
            problems.add(
                .userInUse,
                line: nil,
                "\(user.principalName) is not in the file but holds licenses: "
                    + "keep the user, revoke them first, or give assignments.csv too"
            )
        }
        try problems.check()
    }

    private func userCount(of customer: Int) throws -> Int {
        var count = 0
        try transaction.forEachUserKey(of: customer, wantsGUIDs: false) { _, _, _, _ in count += 1 }
        return count
    }

    private func holders(of customer: Int) throws -> Set<Int> {
        var holders: Set<Int> = []
        try transaction.forEachAssignment(of: customer, in: catalog) { user, _, _ in holders.insert(user) }
        return holders
    }
}
