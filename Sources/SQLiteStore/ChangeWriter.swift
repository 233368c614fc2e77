import Jobs
import Licensing

/// Writes the changes of users into the open transaction, each only if the store still holds what it was judged on.
struct ChangeWriter {
    private let connection: Connection
    private let codec: CatalogCodec
    private let insert: PreparedStatement
    private let update: PreparedStatement
    private let delete: PreparedStatement
    private let select: PreparedStatement
    private let users: PreparedStatement
    private let count: PreparedStatement
    /// By product: how many more users of the customer at hand hold it than before.
    private var moreHolders: [Int]
    private var before: [UInt8] = []
    private var after: [UInt8] = []

    init(_ connection: Connection, catalog: Catalog) throws {
        self.connection = connection
        codec = CatalogCodec(catalog)
        moreHolders = [Int](repeating: 0, count: catalog.products.count)
        users = try connection.statement(
            "SELECT number FROM user WHERE customer = ?1 AND number BETWEEN ?2 AND ?3 ORDER BY number"
        )
        count = try connection.statement(
            """
            INSERT INTO holder_count (customer, product, holders) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET holders = holders + excluded.holders
            """
        )
        insert = try connection.statement(
            "INSERT OR IGNORE INTO assignment (customer, user, product, disabled) VALUES (?1, ?2, ?3, ?4)"
        )
        let row = "customer = ?1 AND user = ?2 AND product = ?3"
        update = try connection.statement("UPDATE assignment SET disabled = ?4 WHERE \(row) AND disabled IS ?5")
        delete = try connection.statement("DELETE FROM assignment WHERE \(row) AND disabled IS ?4")
        select = try connection.statement("SELECT disabled FROM assignment WHERE \(row)")
    }

    /// Checks that the users are there for whom something changes: an assignment has no foreign key.
    ///
    /// - Parameters:
    ///   - customer: the users' own.
    ///   - changes: sorted by user.
    /// - Throws: `StoreError` when one is not.
    func checkUsers(of customer: Int, _ changes: [Judgement.Change]) throws {
        guard let first = changes.first?.user, let last = changes.last?.user else { return }
        // In one scan unless they are few and far between.
        guard changes.count * Self.scanShare > last - first else {
            for change in changes where try !hasUsers(from: change.user, to: change.user, of: customer, [change][...]) {
                throw StoreError.changedMeanwhile(connection.file)
            }
            return
        }
        guard try hasUsers(from: first, to: last, of: customer, changes[...]) else {
            throw StoreError.changedMeanwhile(connection.file)
        }
    }

    private static let scanShare = 10

    private func hasUsers(
        from first: Int,
        to last: Int,
        of customer: Int,
        _ changes: ArraySlice<Judgement.Change>
    ) throws -> Bool {
        try users.bind(1, customer)
        try users.bind(2, first)
        try users.bind(3, last)
        defer { users.reset() }
        var rest = changes
        while !rest.isEmpty, try users.step() {
            let user = users.integer(0)
            while rest.first?.user == user { rest.removeFirst() }
        }
        return rest.isEmpty
    }

    /// Writes what the changes of a customer, all of which are written, come to.
    mutating func endCustomer(_ customer: Int) throws {
        for product in moreHolders.indices where moreHolders[product] != 0 {
            try count.bind(1, customer)
            try count.bind(2, codec.number(ofProduct: product))
            try count.bind(3, moreHolders[product])
            try count.run()
            moreHolders[product] = 0
        }
    }

    /// Writes one change.
    ///
    /// - Throws: `StoreError` when what the store holds is not the change's `before`.
    mutating func write(_ change: Judgement.Change, of customer: Int) throws {
        moreHolders[change.product] += (change.after.isHeld ? 1 : 0) - (change.before.isHeld ? 1 : 0)
        if change.before.isHeld { codec.encode(change.before, ofProduct: change.product, into: &before) }
        if change.after.isHeld { codec.encode(change.after, ofProduct: change.product, into: &after) }
        switch (change.before.isHeld, change.after.isHeld) {
        case (false, true): try expectRow(insert, [after], change, customer)
        case (true, true): try expectRow(update, [after, before], change, customer)
        case (true, false): try expectRow(delete, [before], change, customer)
        case (false, false): break
        }
    }

    private func expectRow(
        _ statement: PreparedStatement,
        _ disabled: [[UInt8]],
        _ change: Judgement.Change,
        _ customer: Int
    ) throws {
        try bindRow(statement, change, customer)
        for (index, plans) in zip(Int32(4)..., disabled) { try statement.bind(index, disabled: plans) }
        if try statement.run() == 1 { return }
        // The store may name plans that the product no longer has; such an assignment is as it was judged all the same.
        guard let kept = try keptPlans(change, customer) else { throw StoreError.changedMeanwhile(connection.file) }
        try statement.bind(Int32(3 + disabled.count), disabled: kept)
        guard try statement.run() == 1 else { throw StoreError.changedMeanwhile(connection.file) }
    }

    /// The disabled plans as the store keeps them, or nil unless they come to what the change has before.
    private func keptPlans(_ change: Judgement.Change, _ customer: Int) throws -> [UInt8]? {
        guard change.before.isHeld else { return nil }
        try bindRow(select, change, customer)
        defer { select.reset() }
        guard try select.step() else { return nil }
        let kept = select.bytes(0)
        guard codec.places(ofProduct: change.product, disabled: kept) == change.before else { return nil }
        return Array(kept)
    }

    private func bindRow(_ statement: PreparedStatement, _ change: Judgement.Change, _ customer: Int) throws {
        try statement.bind(1, customer)
        try statement.bind(2, change.user)
        try statement.bind(3, codec.number(ofProduct: change.product))
    }
}
