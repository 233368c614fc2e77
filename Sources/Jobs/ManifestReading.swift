import Licensing
import Manifest
import Synchronization

/// The rows of a manifest as numbers, and what the numbers stand for.
struct ManifestRows: Sendable {
    let file: CSVFile
    let catalog: Catalog
    /// Where the columns of `ManifestFormat` stand; only plans may be nil.
    let columns: [Int?]
    let rows: RowTable
    let customers: [Customer]
    let operations: [Operation]
}

/// A manifest read to its end: every row with its names turned into numbers.
struct ManifestReading: Sendable {
    let manifest: ManifestRows
    /// That of the store when the catalog was read; what changes the catalog raises it.
    let catalogRevision: Int
    let rowsOfCustomers: CustomerRows
    let customers: CustomerTable
    let operations: OperationTable
    /// What becomes of the rows by themselves, until judging takes it over.
    let outcomes: Parcel<RowOutcomes>

    /// Reads every row of `file`, several stretches of it at once.
    ///
    /// - Parameters:
    ///   - file: the manifest.
    ///   - directory: holds the catalog and the customers that cells are looked up in.
    ///   - workers: do the reading.
    ///   - clock: is told how long it took.
    ///   - progress: is told how many bytes of how many have been read.
    /// - Throws: `UnreadableFile`, `StoreError`.
    init(
        _ file: CSVFile,
        directory: any Directory,
        workers: Workers,
        clock: StageClock,
        progress: @Sendable (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        // A file that is no manifest is refused before the store is looked at.
        let columns = try file.indices(of: ManifestFormat.columns)
        let (catalog, revision) = try directory.read { (try $0.catalog(), try $0.catalogRevision()) }
        guard !catalog.products.isEmpty else { throw StoreError.nothingImported }
        let wanted = columns.compactMap(\.self)
        let (body, line) = file.body
        let sections = file.sections
        let resolver = Mutex(RowResolver(catalog: catalog, body: body, line: line))
        let desks = Pool { SectionDesk() }
        @Sendable func read(_ range: Range<Int>, line: Int, at desk: SectionDesk) throws {
            try clock.time(.read) { try desk.read(file, wanted, in: range, line: line) }
        }
        try workers.inOrder(sections.indices) { index in
            let desk = desks.take()
            // A guess that a record begins here: what goes wrong may only mean that none does.
            try? read(sections[index], line: 0, at: desk)
            return (sections[index], desk)
        } take: { range, desk in
            // One hands over at a time: the lock is never waited for.
            try resolver.withLock { resolver in
                try clock.time(.resolve) {
                    try resolver.take(desk, guessing: range, directory) { try read($0, line: $1, at: desk) }
                }
                try progress(resolver.position - body.lowerBound, body.count)
            }
            desks.putBack(desk)
        }
        catalogRevision = revision
        let rows: RowTable
        (rows, rowsOfCustomers, customers, operations, outcomes) = resolver.withLock {
            ($0.rows, $0.rowsOfCustomers, $0.customers, $0.operations, Parcel($0.outcomes))
        }
        manifest = ManifestRows(
            file: file,
            catalog: catalog,
            columns: columns,
            rows: rows,
            customers: customers.entries,
            operations: operations.operations
        )
    }
}
