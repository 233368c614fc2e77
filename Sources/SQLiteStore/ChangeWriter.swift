import Jobs
import Licensing

/// Writes the changes of users into the open transaction, each only if the store still holds what it was judged on.
struct ChangeWriter {
    private let connection: Connection
    private let codec: CatalogCodec
    private var holdings: HoldingWriter
    /// What is changed for the customer at hand.
    private var record: ChangeRecord
    private let job: Int
    /// By product: how many more users of the customer at hand hold it than before.
    private var moreHolders: [Int]

    /// - Parameters:
    ///   - connection: has the transaction open.
    ///   - job: the number of the job that changes things.
    ///   - catalog: the one that changes were judged by.
    init(_ connection: Connection, job: Int, catalog: Catalog) {
        self.job = job
        self.connection = connection
        codec = CatalogCodec(catalog)
        holdings = HoldingWriter(connection, codec: codec)
        record = ChangeRecord(codec)
        moreHolders = [Int](repeating: 0, count: catalog.products.count)
    }

    /// Writes one change; those of a customer come sorted by user, then product.
    ///
    /// - Throws: `StoreError` when what the store holds is not the change's `before`.
    mutating func write(_ change: Judgement.Change, line: Int, of customer: Int) throws {
        record.append(change, line: line)
        moreHolders[change.product] += (change.after.isHeld ? 1 : 0) - (change.before.isHeld ? 1 : 0)
        try holdings.set(change.product, of: change.user, customer, to: change.after, expecting: change.before)
    }

    /// Writes what the changes of a customer, all of which are written, come to.
    mutating func endCustomer(_ customer: Int) throws {
        try holdings.flush()
        if !record.bytes.isEmpty {
            let put = try connection.statement("INSERT INTO job_change (customer, job, changes) VALUES (?, ?, ?)")
            try put.bind(1, customer)
            try put.bind(2, job)
            try put.bind(3, blob: record.bytes)
            try put.run()
            record = ChangeRecord(codec)
        }
        for product in moreHolders.indices where moreHolders[product] != 0 {
            try connection.run(
                """
                INSERT INTO holder_count (customer, product, holders) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET holders = holders + excluded.holders
                """,
                .integer(customer),
                .integer(codec.number(ofProduct: product)),
                .integer(moreHolders[product])
            )
            moreHolders[product] = 0
        }
    }
}
