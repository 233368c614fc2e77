import Licensing
import Manifest
import Synchronization

/// A manifest read to its end: every row with its names turned into numbers.
struct ManifestReading: Sendable {
    let file: CSVFile
    let catalog: Catalog
    /// Where the columns of `ManifestFormat` stand; only plans may be nil.
    let columns: [Int?]
    let rows: RowTable
    let customers: CustomerTable
    let operations: [Operation]

    /// Reads every row of `file`: one thread parses, the other resolves what is parsed.
    ///
    /// - Parameters:
    ///   - file: the manifest.
    ///   - directory: holds the catalog and the customers that cells are looked up in.
    ///   - progress: is told how many bytes of how many have been read.
    /// - Throws: `UnreadableFile`, `StoreError`.
    init(
        _ file: CSVFile,
        directory: any Directory,
        progress: @Sendable (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        self.file = file
        // A file that is no manifest is refused before the store is looked at.
        let columns = try file.indices(of: ManifestFormat.columns)
        let catalog = try directory.read { try $0.catalog() }
        guard !catalog.products.isEmpty else { throw StoreError.nothingImported }
        self.catalog = catalog
        let wanted = columns.compactMap(\.self)
        let resolver = Mutex(RowResolver(catalog: catalog, hasPlans: wanted.count == columns.count))
        let channel = Channel<RecordBatch>(capacity: 8)
        try Workers(2).run { worker in
            // Whichever ends first, by an error too, tells the other.
            defer { channel.close() }
            if worker == 0 {
                try Self.parse(file, wanted, into: channel, progress)
            } else {
                try directory.read { reader in
                    while let batch = channel.receive() {
                        try resolver.withLock { try $0.resolve(batch, reader) }
                    }
                }
            }
        }
        self.columns = columns
        (rows, customers, operations) = resolver.withLock { ($0.rows, $0.customers, $0.operations.operations) }
    }

    private static func parse(
        _ file: CSVFile,
        _ wanted: [Int],
        into channel: Channel<RecordBatch>,
        _ progress: (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        var batch = RecordBatch(columnCount: wanted.count)
        let total = file.spool.byteCount
        do {
            try file.forEachRecord(columns: wanted) { record in
                batch.append(record)
                guard batch.isFull else { return }
                try progress(record.start, total)
                guard channel.send(batch) else { throw NobodyListens() }
                batch = RecordBatch(columnCount: wanted.count)
            }
        } catch is NobodyListens {
            return
        }
        _ = channel.send(batch)
        try progress(total, total)
    }

    /// The resolving thread stopped by an error of its own, which is the one to be told.
    private struct NobodyListens: Error {}
}
