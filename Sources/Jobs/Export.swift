import Licensing
import Manifest
import Synchronization

/// `seatwise export`: writes catalog and directory as the files that `import` reads, rows sorted in byte order (SPEC 4).
package struct Export: Sendable {
    private let folder: String
    private let directory: any Directory
    private let workers: Workers
    private let ownFiles: Set<FileIdentity>

    package init(folder: String, directory: any Directory, parallelism: Int) {
        self.folder = folder
        self.directory = directory
        workers = Workers(parallelism)
        ownFiles = Set(directory.ownFiles.compactMap { FileIdentity(path: $0) })
    }

    /// Writes all six files, each whole or not at all; returns how many rows each has.
    ///
    /// - Throws: `FileTrouble`, `StoreError`.
    package func run(
        progress: @Sendable (_ format: DirectoryFormat, _ done: Int, _ total: Int) throws -> Void
    ) throws -> [DirectoryFormat: Int] {
        try OutputFolder.make(folder)
        var counts: [DirectoryFormat: Int] = [:]
        let (catalog, customers) = try directory.read { (try $0.catalog(), try $0.customers()) }
        counts[.products] = try write(.products, sorted(try directory.read { try $0.productLines() }.map(\.cells)))
        counts[.rules] = try write(
            .rules,
            sorted(catalog.rules.map { [$0.kind.rawValue, $0.subject, $0.target, $0.note] })
        )
        counts[.customers] = try write(.customers, customers.map { [$0.id, $0.domain, $0.name, $0.country] })
        counts[.users] = try write(.users, customers, progress) { customer, reader in
            try users(of: customer, reader).map {
                [customer.id, $0.principalName, $0.id, $0.location.code, $0.name]
            }
        }
        counts[.subscriptions] = try write(.subscriptions, customers, progress) { customer, reader in
            sorted(
                try reader.subscriptions(of: customer.number, in: catalog).map {
                    [customer.id, catalog.reference(toProduct: $0.product), String($0.seats)]
                }
            )
        }
        counts[.assignments] = try write(.assignments, customers, progress) { customer, reader in
            try assignments(of: customer, in: catalog, reader)
        }
        return counts
    }

    private func users(of customer: Customer, _ reader: any DirectoryReader) throws -> [User] {
        var users: [User] = []
        try reader.forEachUser(of: customer.number) { users.append($0) }
        return users.sorted { isInByteOrder($0.principalName, $1.principalName) }
    }

    private func assignments(
        of customer: Customer,
        in catalog: Catalog,
        _ reader: any DirectoryReader
    ) throws -> [[String]] {
        // Ranks instead of names: users and products are sorted once, not once per assignment.
        let users = try users(of: customer, reader)
        var rankOfUser: [Int: Int] = [:]
        for (rank, user) in users.enumerated() { rankOfUser[user.number] = rank }
        let references = catalog.products.indices.map { catalog.reference(toProduct: $0) }
        var rows: [(rank: Int, product: Int, places: Places)] = []
        try reader.forEachAssignment(of: customer.number, in: catalog) { user, product, places in
            if let rank = rankOfUser[user] { rows.append((rank, product, places)) }
        }
        rows.sort { left, right in
            left.rank == right.rank
                ? isInByteOrder(references[left.product], references[right.product]) : left.rank < right.rank
        }
        return rows.map { row in
            let disabled = catalog.disabledPlans(of: row.places, product: row.product)
            let plans = disabled.joined(separator: ";")
            return [customer.id, users[row.rank].principalName, references[row.product], plans]
        }
    }

    private func sorted(_ rows: [[String]]) -> [[String]] {
        rows.sorted { left, right in
            for (one, other) in zip(left, right) where one != other || isInByteOrder(one, other) {
                return isInByteOrder(one, other)
            }
            return false
        }
    }

    private func write(_ format: DirectoryFormat, _ rows: [[String]]) throws -> Int {
        let file = try begin(format)
        var text = RowBuffer()
        for row in rows { text.append(row: row) }
        try file.write(&text)
        try file.commit()
        return rows.count
    }

    private func write(
        _ format: DirectoryFormat,
        _ customers: [Customer],
        _ progress: @Sendable (_ format: DirectoryFormat, _ done: Int, _ total: Int) throws -> Void,
        _ rows: @Sendable (Customer, any DirectoryReader) throws -> [[String]]
    ) throws -> Int {
        let file = try begin(format)
        let count = Mutex(0)
        let done = Mutex(0)
        try workers.inOrder(customers.indices) { index in
            try directory.read { reader in
                let rows = try rows(customers[index], reader)
                var text = RowBuffer()
                for row in rows { text.append(row: row) }
                return (text: text, count: rows.count)
            }
        } take: { part in
            var text = part.text
            try file.write(&text)
            count.withLock { $0 += part.count }
            let customersDone = done.withLock { done in
                done += 1
                return done
            }
            try progress(format, customersDone, customers.count)
        }
        try file.commit()
        return count.withLock { $0 }
    }

    private func begin(_ format: DirectoryFormat) throws -> OutputFile {
        let file = try OutputFile(path: folder + "/" + format.fileName, sparing: ownFiles)
        var head = RowBuffer()
        head.append(row: format.columns.map(\.name))
        try file.write(&head)
        return file
    }
}

extension ProductLine {
    /// In the order of the columns of `products.csv`.
    fileprivate var cells: [String] { [name, partNumber, id, planName, planID, friendlyName] }
}
