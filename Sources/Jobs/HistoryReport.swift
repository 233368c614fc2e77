import Licensing

/// Who changed what of a customer's assignments, when, and by which line of which manifest: `seatwise history`.
///
/// What imports change is not in it: they replace what the directory says, whoever changed it.
package struct HistoryReport: Sendable, Encodable {
    /// One user and product, changed by one job.
    package struct Entry: Sendable, Encodable {
        package let job: String
        package let startedAt: String
        package let actor: String
        package let manifest: String
        package let line: Int
        /// The UPN; nil for a user who is no longer there.
        package let user: String?
        /// The part number, or the id where that names two; nil for a product that the catalog no longer has.
        package let product: String?
        /// Holds as in `result_before` and `result_after`.
        package let before: String
        package let after: String

        private enum CodingKeys: String, CodingKey {
            case job, actor, manifest, line, user, product, before, after
            case startedAt = "started_at"
        }
    }

    package let customer: String
    package let domain: String
    /// The latest job first, and within it by line.
    package let changes: [Entry]
}

/// Puts a `HistoryReport` together.
package struct HistoryQuery: Sendable {
    /// What the query names is not in the directory.
    package enum Unknown: Error, Sendable {
        case customer
        case user
    }

    private let customer: String
    private let user: String?

    /// - Parameters:
    ///   - customer: an id or domain.
    ///   - user: an id or UPN, or nil for all of the customer's users.
    package init(customer: String, user: String?) {
        self.customer = customer
        self.user = user
    }

    /// - Throws: `Unknown`, `StoreError`.
    package func run(in directory: any Directory) throws -> HistoryReport {
        try directory.read { reader in
            guard let found = try reader.customer(matching: KeyFolding.folded(customer)) else { throw Unknown.customer }
            let only = try user.map { user in
                guard let found = try reader.user(matching: KeyFolding.folded(user), of: found.number) else {
                    throw Unknown.user
                }
                return found.number
            }
            let catalog = try reader.catalog()
            let jobs = Dictionary(try reader.jobs().map { ($0.id, $0) }) { first, _ in first }
            let recorded = try reader.changes(ofCustomer: found.number, in: catalog).map { job, changes in
                (job: job, changes: changes.filter { only == nil || $0.user == only })
            }
            let numbers = Set(recorded.flatMap { $0.changes.map(\.user) })
            let users = try reader.users(numbered: numbers.sorted(), of: found.number)
            let names = Dictionary(users.map { ($0.number, $0.principalName) }) { first, _ in first }
            return HistoryReport(
                customer: found.id,
                domain: found.domain,
                changes: recorded.flatMap { id, changes in
                    guard let job = jobs[id] else { return [HistoryReport.Entry]() }
                    return changes.sorted { ($0.line, $0.user) < ($1.line, $1.user) }
                        .map { Self.entry($0, of: job, names, catalog) }
                }
            )
        }
    }

    private static func entry(
        _ change: RecordedChange,
        of job: JobRecord,
        _ names: [Int: String],
        _ catalog: Catalog
    ) -> HistoryReport.Entry {
        func text(_ places: Places) -> String {
            guard let product = change.product, places.isHeld else { return "" }
            return catalog.plansText(of: places, product: product)
        }
        return HistoryReport.Entry(
            job: job.id,
            startedAt: Timestamp.text(job.startedAt),
            actor: job.actor,
            manifest: job.manifest,
            line: change.line,
            user: names[change.user],
            product: change.product.map { catalog.reference(toProduct: $0) },
            before: text(change.before),
            after: text(change.after)
        )
    }
}
