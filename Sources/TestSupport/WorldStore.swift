import Foundation
package import Jobs
import Licensing
package import Manifest
package import SQLiteStore

/// A world in a real store, for tests of the whole way: import, plan, apply, export.
package struct WorldStore: Sendable {
    package let folder: ScratchFolder
    package let directory: SQLiteStore

    /// Writes the world's files into a scratch folder and imports them.
    package init(_ world: World) throws {
        try self.init(folder: ScratchFolder())
        try FileManager.default.createDirectory(atPath: folder.path("world"), withIntermediateDirectories: true)
        try world.write(to: folder.url.appending(path: "world"))
        try importFolder("world", replaces: false)
    }

    package func importFolder(_ name: String, replaces: Bool) throws {
        _ = try Import(folder: folder.path(name), replaces: replaces) { _, _, _ in }.run(into: directory)
    }

    /// A new store that holds what a folder of files holds.
    package static func importing(_ path: String) throws -> WorldStore {
        let store = try WorldStore(folder: ScratchFolder())
        _ = try Import(folder: path, replaces: false) { _, _, _ in }.run(into: store.directory)
        return store
    }

    private init(folder: ScratchFolder) throws {
        self.folder = folder
        directory = try SQLiteStore.open(path: folder.path("store.db"), mode: .createIfMissing)
    }

    /// Plans or applies a manifest into the folder `out` of the scratch folder.
    package func run(
        _ mode: RunRequest.Mode,
        _ manifest: String = "world/manifest.csv",
        atomic: World.Atomic,
        out: String,
        reading: ReadingOptions = ReadingOptions(),
        parallelism: Int = 2,
        confirm: Bool = true,
        save: String? = nil
    ) throws -> ManifestRun.Ending {
        let request = RunRequest(
            mode: mode,
            manifest: folder.path(manifest),
            reading: reading,
            atomicity: Atomicity(rawValue: atomic.rawValue) ?? .row,
            outputFolder: folder.path(out),
            parallelism: parallelism,
            save: save.map(folder.path)
        )
        return try ManifestRun(request, directory: directory, environment: Self.environment(confirm: confirm)).run()
    }

    /// Writes the outputs of the last job again, into another folder of the scratch folder.
    ///
    /// - Parameters:
    ///   - out: that folder.
    ///   - state: what the job is said to be, if it is to be another state than it is.
    /// - Returns: what they say; nil when there is no job.
    /// - Throws: what is in the way.
    package func writeResultsOfLastJob(out: String, as state: JobState? = nil) throws -> RunReport? {
        guard var job = try directory.read({ try $0.jobs().first }) else { return nil }
        job.state = state ?? job.state
        return try KeptJob(
            job,
            folder: folder.path(out),
            parallelism: 2,
            directory: directory,
            environment: Self.environment(confirm: true)
        ).writeResults()
    }

    private static func environment(confirm: Bool) -> RunEnvironment {
        RunEnvironment(
            actor: "tests@here",
            now: { 1_800_000_000 },
            randomNumber: { UInt64.random(in: 0...UInt64.max) },
            uptime: { 0 },
            progress: { _, _, _ in },
            confirm: { _ in confirm }
        )
    }

    /// Customers and products whose kept count of holders is not what their assignments come to; none, when all is well.
    package func wrongHolderCounts() throws -> [String] {
        try directory.read { reader in
            let catalog = try reader.catalog()
            return try reader.customers().flatMap { customer in
                var counted = [Int](repeating: 0, count: catalog.products.count)
                try reader.forEachAssignment(of: customer.number, in: catalog) { _, product, _ in counted[product] += 1
                }
                let kept = try reader.holderCounts(of: customer.number, in: catalog)
                return kept.indices.filter { kept[$0] != counted[$0] }
                    .map { "\(customer.id) \(catalog.products[$0].partNumber): kept \(kept[$0]), are \(counted[$0])" }
            }
        }
    }

    /// The export of the directory: every file's text by its name.
    package func exported(as name: String = "export") throws -> [String: String] {
        _ = try Export(folder: folder.path(name), directory: directory, parallelism: 2).run { _, _, _ in }
        return try Dictionary(
            uniqueKeysWithValues: DirectoryFormat.allCases.map {
                ($0.fileName, try folder.text("\(name)/\($0.fileName)"))
            }
        )
    }

    /// What the files of a run and an export say, in the form in which the oracle says the same.
    ///
    /// Names that products share are compared by the oracle's own tests; here the cells stand as they were written.
    package func outcome(of out: String, export: [String: String]) throws -> OracleOutcome {
        let results = try CSVText.records(of: folder.text("\(out)/results.csv")).dropFirst().map { record in
            let cells = record.cells
            // Cells beyond the header stand behind the six columns of the results.
            return OracleOutcome.Row(
                line: Int(cells[5]) ?? 0,
                status: cells[6],
                codes: cells[7].split(separator: ";").map(String.init),
                before: cells[9],
                after: cells[10]
            )
        }
        let shortages = try CSVText.records(of: folder.text("\(out)/shortages.csv")).dropFirst().map {
            OracleOutcome.Shortage(customer: $0.cells[0], product: $0.cells[1], short: Int($0.cells[5]) ?? 0)
        }
        let assignments = CSVText.records(of: export["assignments.csv"] ?? "").dropFirst().map {
            OracleOutcome.Assignment(
                customer: $0.cells[0],
                user: $0.cells[1],
                product: $0.cells[2],
                disabledPlans: $0.cells[3]
            )
        }
        return OracleOutcome(rows: Array(results), assignmentsAfter: assignments, shortages: Array(shortages))
    }
}
