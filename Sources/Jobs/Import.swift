import FoundationEssentials
import Licensing
import Manifest

/// `seatwise import`: loads the files of a folder in one transaction (SPEC 4).
package struct Import: Sendable {
    private let folder: String
    private let replaces: Bool
    private let progress: @Sendable (_ format: DirectoryFormat, _ done: Int, _ total: Int) throws -> Void

    /// - Parameters:
    ///   - folder: holds any of the files of `DirectoryFormat`.
    ///   - replaces: whether each file given is the whole truth for its kind.
    ///   - progress: is told how many bytes of a file have been read.
    package init(
        folder: String,
        replaces: Bool,
        progress: @escaping @Sendable (_ format: DirectoryFormat, _ done: Int, _ total: Int) throws -> Void
    ) {
        self.folder = folder
        self.replaces = replaces
        self.progress = progress
    }

    /// Loads every file that is there.
    ///
    /// The directory is not opened before it is clear that the folder holds something to import, so that a slip in its path
    /// does not make an empty store.
    ///
    /// - Throws: `UnreadableFile` and `ImportRefused` for files that cannot be taken, `StoreError`, `FileTrouble`;
    ///   then the directory is as it was.
    package func run(into directory: @autoclosure () throws -> any Directory) throws -> ImportReport {
        let formats = try formatsGiven()
        return try directory().write(purpose: "seatwise import") { writer in
            try writer.importing { transaction in
                try load(formats, into: transaction, of: writer)
            }
        }
    }

    private func load(
        _ formats: [DirectoryFormat],
        into transaction: any DirectoryImport,
        of directory: any DirectoryWriter
    ) throws -> ImportReport {
        var report = ImportReport()
        var people: PeopleImport?
        var waiting = formats
        // While one file is loaded, the next is opened, which copies it.
        try Handover.run(&waiting) { waiting, send in
            while !waiting.isEmpty { try send(try table(waiting.removeFirst())) }
        } take: { (table: ImportTable) in
            if table.format.isCatalog {
                report.counts[table.format] = try CatalogImport(table, transaction, replaces: replaces).run()
            } else {
                if people == nil { people = try peopleImport(of: formats, transaction, directory) }
                report.counts[table.format] = try people?.run(table)
            }
        }
        let catalog = try transaction.catalog()
        let unknown = Set(RuleBook(catalog: catalog).unknownNames.map(\.name))
        report.unknownNames = unknown.sorted(by: isInByteOrder)
        report.productCount = catalog.products.count
        report.planCount = catalog.plans.count
        return report
    }

    private func peopleImport(
        of formats: [DirectoryFormat],
        _ transaction: any DirectoryImport,
        _ directory: any DirectoryWriter
    ) throws -> PeopleImport {
        try PeopleImport(
            transaction,
            of: directory,
            catalog: try transaction.catalog(),
            replaces: replaces,
            given: Set(formats)
        )
    }

    private func table(_ format: DirectoryFormat) throws -> ImportTable {
        try ImportTable(folder: folder, format: format) { try progress(format, $0, $1) }
    }

    private func formatsGiven() throws -> [DirectoryFormat] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
            throw UnreadableFile(
                file: folder,
                problem: "there is no such folder",
                remedy: "name a folder that holds \(Self.names)"
            )
        }
        let given = DirectoryFormat.allCases.filter {
            FileManager.default.fileExists(atPath: folder + "/" + $0.fileName)
        }
        guard !given.isEmpty else {
            throw UnreadableFile(
                file: folder,
                problem: "the folder holds none of the files to import",
                remedy: "put any of \(Self.names) there"
            )
        }
        return given
    }

    private static let names = DirectoryFormat.allCases.map(\.fileName).joined(separator: ", ")
}

/// What an import did.
package struct ImportReport: Sendable {
    /// What one file brought.
    package struct Counts: Sendable, Hashable, Encodable {
        package var rows = 0
        package var removed = 0
    }

    package var counts: [DirectoryFormat: Counts] = [:]
    /// Products and service plans in the catalog afterwards.
    package var productCount = 0
    package var planCount = 0
    /// What rules name and the catalog does not know, each name once, in byte order.
    package var unknownNames: [String] = []
}
