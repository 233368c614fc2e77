package import Licensing

/// The one writer of a directory.
///
/// Each call is a transaction of its own, durable when it returns.
package protocol DirectoryWriter: AnyObject, Sendable {
    /// A reader on the state as it is now, with all that this writer has committed.
    func read<Outcome>(_ body: (any DirectoryReader) throws -> Outcome) throws -> Outcome

    /// Notes a new job.
    func begin(_ job: JobRecord) throws

    /// Notes how far a job is: state, counts and time.
    ///
    /// - Throws: `StoreError`, also when its state may not follow the one before.
    func update(_ job: JobRecord) throws

    /// Takes the changes of some customers and their outcomes, all of them or none, and a record of what was changed by
    /// which line.
    ///
    /// - Parameters:
    ///   - changes: by customer.
    ///   - job: the id of the job that makes them.
    ///   - catalog: the one they were judged by.
    ///   - check: is called now and then on the way; when it throws, none are taken.
    /// - Throws: `StoreError`, and what `check` throws.
    func commit(
        _ changes: [CustomerChanges],
        of job: String,
        catalog: Catalog,
        checking check: () throws -> Void
    ) throws

    /// Forgets jobs that ended before a time, with what is recorded of them.
    ///
    /// - Parameter time: seconds since 1970, UTC.
    /// - Returns: how many there were.
    /// - Throws: `StoreError`.
    func removeJobs(endedBefore time: Double) throws -> Int

    /// Runs an import: everything `body` does is committed as one, or, when it throws, nothing is.
    func importing<Outcome>(_ body: (any DirectoryImport) throws -> Outcome) throws -> Outcome
}

/// What a job changes for one customer, with the outcome to be noted beside it.
package struct CustomerChanges: Sendable {
    package let customer: Int
    /// Sorted by user, then product.
    package let changes: [Judgement.Change]
    /// By change: the physical line of the row behind it.
    package let lines: [Int]
    package let outcome: CustomerOutcome

    package init(customer: Int, changes: [Judgement.Change], lines: [Int], outcome: CustomerOutcome) {
        self.customer = customer
        self.changes = changes
        self.lines = lines
        self.outcome = outcome
    }
}

/// How the rows of one customer ended in a job.
package struct CustomerOutcome: Hashable, Sendable, Encodable {
    private enum CodingKeys: String, CodingKey {
        case applied, unchanged, superseded, refused, drifted
        case customerID = "customer"
        case usersChanged = "users_changed"
    }

    package let customerID: String
    package let applied: Int
    package let unchanged: Int
    package let superseded: Int
    package let refused: Int
    package let drifted: Int
    /// Users for whom anything changed.
    package let usersChanged: Int

    package init(
        customerID: String,
        applied: Int,
        unchanged: Int,
        superseded: Int,
        refused: Int,
        drifted: Int,
        usersChanged: Int
    ) {
        self.customerID = customerID
        self.applied = applied
        self.unchanged = unchanged
        self.superseded = superseded
        self.refused = refused
        self.drifted = drifted
        self.usersChanged = usersChanged
    }
}

/// The open transaction of an import.
///
/// What is put replaces what has the same key.
package protocol DirectoryImport: DirectoryReader {
    /// Replaces the plans, part number and name of each product named in `lines`; other products stay.
    func put(_ lines: [ProductLine]) throws
    /// Adds rules that are not there yet (same kind, subject and target, folded) and updates the notes of those that are.
    func put(_ rules: [Rule]) throws
    /// Adds a customer, or updates the one with the same folded id; returns its number.
    func put(_ customer: Customer) throws -> Int
    /// Adds users under their numbers, or updates the users who have them.
    func put(_ users: UserBatch) throws
    /// Sets the seats of a product, by its position in `catalog`.
    func put(seats: Int, of product: Int, for customer: Int, in catalog: Catalog) throws
    /// Sets assignments; fast where they come in the order of customer, user and product.
    func put(_ assignments: AssignmentBatch, in catalog: Catalog) throws

    /// Removes products by their folded ids; plans that no product has any more go with them.
    func removeProducts(_ keys: [[UInt8]]) throws
    func removeAllRules() throws
    /// Removes customers with all that belongs to them.
    func removeCustomers(_ numbers: [Int]) throws
    /// Removes users with their assignments.
    func removeUsers(_ numbers: [Int], of customer: Int) throws
    func removeAllSubscriptions() throws
    func removeAllAssignments() throws
    /// How many assignments and subscriptions name the product, by its folded id.
    func usage(ofProduct key: [UInt8]) throws -> (assignments: Int, subscriptions: Int)
}
