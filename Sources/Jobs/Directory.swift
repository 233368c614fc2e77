package import Licensing

/// The system that holds customers, users, subscriptions and assignments, with the catalog beside them.
///
/// A port: `SQLiteStore` is the embedded one. Readers see one consistent state each and may be used in parallel, one
/// thread to a reader; there is one writer at a time, in this process or any other.
package protocol Directory: Sendable {
    /// Paths of the files that the directory is kept in, if it is kept in files: no output may take their place.
    var ownFiles: [String] { get }

    /// Path of the folder in which what jobs go by is kept; it need not be there yet.
    var jobFolder: String { get }

    /// Who writes to it now; nil when nobody does.
    var currentWriter: CurrentWriter? { get }

    /// Opens a reader on the state as it is now; the state seen does not change until `body` returns.
    func read<Outcome>(_ body: (any DirectoryReader) throws -> Outcome) throws -> Outcome

    /// Runs `body` as the only writer, from all processes, until it returns.
    ///
    /// - Throws: `StoreError` with code `.busy`, naming the holder, when another writer is at work.
    func write<Outcome>(purpose: String, _ body: (any DirectoryWriter) throws -> Outcome) throws -> Outcome
}

/// A process that writes to a directory.
package struct CurrentWriter: Sendable {
    package let process: Int32
    /// Seconds since 1970, UTC.
    package let since: Int
    /// Its command: `seatwise apply`.
    package let purpose: String
    /// The id of the job that it carries out, once there is one.
    package let job: String?

    package init(process: Int32, since: Int, purpose: String, job: String?) {
        self.process = process
        self.since = since
        self.purpose = purpose
        self.job = job
    }
}

/// A customer as the directory keeps it.
package struct Customer: Hashable, Sendable {
    /// The store's key; means nothing outside it.
    package let number: Int
    package let id: String
    package let domain: String
    package let name: String
    /// ISO 3166-1 alpha-2, or empty.
    package let country: String

    package init(number: Int, id: String, domain: String, name: String, country: String) {
        self.number = number
        self.id = id
        self.domain = domain
        self.name = name
        self.country = country
    }
}

/// A user as the directory keeps it.
package struct User: Hashable, Sendable {
    /// The store's key within the customer; numbers count up from 1 and are never used again.
    package let number: Int
    package let principalName: String
    package let id: String
    package let location: Location
    package let name: String

    package init(number: Int, principalName: String, id: String, location: Location, name: String) {
        self.number = number
        self.principalName = principalName
        self.id = id
        self.location = location
        self.name = name
    }
}

/// One consistent state of the directory.
///
/// Keys are folded as `KeyFolding` says.
package protocol DirectoryReader: AnyObject {
    /// Products sorted by their store numbers, so that positions keep the order of the store's keys.
    func catalog() throws -> Catalog

    /// Tells this directory from every other.
    func directoryID() throws -> String

    /// A number that is another one as soon as anything that rows are judged by is: catalog or customers.
    func revision() throws -> Int

    /// A number that is another one as soon as the catalog is.
    func catalogRevision() throws -> Int

    /// A number that is another one as soon as anything is changed by which the customer's rows are judged: its users, seats
    /// or assignments, by a job or by an import; nil when there is no such customer.
    func revision(ofCustomer customer: Int) throws -> Int?

    /// Every customer, sorted by id in byte order.
    func customers() throws -> [Customer]

    /// The customer with this id or domain, the id first.
    func customer(matching key: [UInt8]) throws -> Customer?

    /// The highest user number of the customer, 0 when it has none: what a scan of its users costs at most.
    func highestUserNumber(of customer: Int) throws -> Int

    /// Every user of the customer with the folded UPN and folded id, sorted by folded UPN in byte order.
    ///
    /// - Parameters:
    ///   - customer: its number.
    ///   - wantsGUIDs: whether ids that are GUIDs are given; else they are empty, which is cheaper.
    ///   - body: is given spans that are valid inside the call only.
    /// - Throws: what the directory is in the way of.
    func forEachUserKey(
        of customer: Int,
        wantsGUIDs: Bool,
        _ body: (_ number: Int, _ location: Location, _ principalName: Span<UInt8>, _ id: Span<UInt8>) -> Void
    ) throws

    /// The user with this id or UPN, the id first.
    func user(matching key: [UInt8], of customer: Int) throws -> (number: Int, location: Location)?

    /// The UPN of every user of the customer as it is written, sorted by folded UPN in byte order.
    ///
    /// The span is valid inside the call only.
    func forEachPrincipalName(
        of customer: Int,
        _ body: (_ number: Int, _ principalName: Span<UInt8>) -> Void
    ) throws

    /// Every user of the customer, sorted by folded UPN in byte order.
    func forEachUser(of customer: Int, _ body: (User) throws -> Void) throws

    /// The users with these numbers, in no particular order; numbers that do not exist are passed over.
    func users(numbered numbers: [Int], of customer: Int) throws -> [User]

    /// Every subscription of the customer; `product` is a position in `catalog`, sorted by it.
    func subscriptions(of customer: Int, in catalog: Catalog) throws -> [(product: Int, seats: Int)]

    /// Every assignment of the customer, sorted by user number, then product; `product` is a position in `catalog`.
    func forEachAssignment(
        of customer: Int,
        in catalog: Catalog,
        _ body: (_ user: Int, _ product: Int, _ places: Places) -> Void
    ) throws

    /// The assignments of some users of the customer, sorted by user number, then product; those of other users may be
    /// among them.
    func forEachAssignment(
        of customer: Int,
        around users: [Int],
        in catalog: Catalog,
        _ body: (_ user: Int, _ product: Int, _ places: Places) -> Void
    ) throws

    /// By position in `catalog`: how many users of the customer hold the product.
    func holderCounts(of customer: Int, in catalog: Catalog) throws -> [Int]

    /// Every line of the products file, in its columns: display name, part number, product id, plan name, plan id,
    /// friendly name. Unsorted.
    func productLines() throws -> [ProductLine]

    /// The ids of all jobs, those among them that this version cannot read.
    func jobIDs() throws -> [String]

    /// Past jobs, the latest first.
    func jobs() throws -> [JobRecord]

    /// The job that carries, or carried, out a saved plan.
    func job(ofPlan plan: String) throws -> JobRecord?

    /// The last job of the manifest with this digest that is in one of these states.
    func lastJob(of digest: String, in states: [JobState]) throws -> JobRecord?

    /// What a job changed, customer by customer, in the order in which it was committed; of each sorted by user, then product.
    func changes(of job: String, in catalog: Catalog) throws -> [(customer: Customer, changes: [RecordedChange])]

    /// What jobs changed for a customer, the latest job first; of each sorted by user, then product.
    func changes(ofCustomer customer: Int, in catalog: Catalog) throws -> [(job: String, changes: [RecordedChange])]

    /// What a job did to each of its customers, sorted by customer id.
    func outcomes(of job: String) throws -> [CustomerOutcome]
}

/// One line of the products file as Microsoft publishes it: one service plan of one product.
package struct ProductLine: Hashable, Sendable {
    package let name: String
    package let partNumber: String
    package let id: String
    package let planName: String
    package let planID: String
    package let friendlyName: String

    package init(
        name: String,
        partNumber: String,
        id: String,
        planName: String,
        planID: String,
        friendlyName: String
    ) {
        self.name = name
        self.partNumber = partNumber
        self.id = id
        self.planName = planName
        self.planID = planID
        self.friendlyName = friendlyName
    }
}
