import FoundationEssentials
import Licensing
import Manifest
import Synchronization

/// Plan and apply: read, judge, write the outputs, and for apply change the directory in between (SPEC 5, 6).
///
/// Both are this one way; plan leaves out the changes. Before the first change the undo is written and the space for the
/// other outputs is set aside, so that nothing is changed that cannot be accounted for.
package struct ManifestRun: Sendable {
    private let request: RunRequest
    private let directory: any Directory
    private let environment: RunEnvironment

    package init(_ request: RunRequest, directory: any Directory, environment: RunEnvironment) {
        self.request = request
        self.directory = directory
        self.environment = environment
    }

    /// How a run ended.
    package enum Ending: Sendable {
        case finished(RunReport)
        /// The question before the changes was answered with no.
        case declined(RunReport)
        /// The store failed on the way; the report tells which rows were applied before.
        case stopped(RunReport, StoreError)
    }

    /// Runs to the end.
    ///
    /// - Throws: `UnreadableFile` for a manifest that is none, `FileTrouble`, `StoreError` and `OutputClosed`; then
    ///   nothing was changed.
    package func run() throws -> Ending {
        switch request.mode {
        case .plan: try plan()
        case .apply: try directory.write(purpose: "seatwise apply") { try apply($0) }
        }
    }

    private func plan() throws -> Ending {
        let judged = try judge()
        let outputs = try OutputSet.begin(request, folder: folder(judged.report), sparing: filesToSpare(judged))
        try write(judged, to: outputs)
        return .finished(try conclude(judged.report, outputs))
    }

    private func apply(_ writer: any DirectoryWriter) throws -> Ending {
        var judged = try judge()
        guard environment.confirm(judged.report) else { return .declined(judged.report) }
        let planned = judged
        judged.markApplied()
        let folder = folder(judged.report)
        let outputs = try OutputSet.begin(request, folder: folder, sparing: filesToSpare(judged))
        let undo = try outputs.makeUndo()
        try writeUndo(judged, to: undo)
        try rowsWriter(judged).reserve(results: outputs.results, failed: outputs.failed)
        var job = newJob(judged.report)
        judged.report.job = job.id
        try writer.begin(job)
        do {
            try commitAndWrite(judged, job: job.id, writer, outputs)
        } catch let trouble as CommitTrouble {
            var stopped = planned
            stopped.markApplied(butFailed: trouble.customersNotReached)
            stopped.report.job = job.id
            job.end(.failed, stopped.report.statuses, at: environment.now())
            // The store may be past taking this note, too; what counts is that the files tell the truth.
            try? writer.finish(job)
            let outputs = try OutputSet.begin(request, folder: folder, sparing: filesToSpare(judged))
            try write(stopped, to: outputs)
            let undo = try outputs.makeUndo()
            try writeUndo(stopped, to: undo)
            try undo.commit()
            return .stopped(try conclude(stopped.report, outputs), trouble.cause)
        }
        job.end(
            judged.report.isClean ? .completed : .completedWithErrors,
            judged.report.statuses,
            at: environment.now()
        )
        try writer.finish(job)
        try undo.commit()
        if request.results == "-" { try write(judged, to: outputs) }
        return .finished(try conclude(judged.report, outputs))
    }

    /// Changes the directory on one thread while the others write the rows down.
    ///
    /// The undo is written and the space for the rows set aside before; should writing them fail all the same, no further
    /// customer is begun. To standard output rows go when the changes are made: it cannot be taken back.
    private func commitAndWrite(
        _ judged: JudgedManifest,
        job: String,
        _ writer: any DirectoryWriter,
        _ outputs: borrowing OutputSet
    ) throws {
        let mayGoOn = Atomic(true)
        let commitTrouble = Mutex<CommitTrouble?>(nil)
        try Workers(2).run { worker in
            if worker == 0 {
                do {
                    try commit(judged.judging, job: job, writer) { mayGoOn.load(ordering: .relaxed) }
                } catch let trouble as CommitTrouble {
                    commitTrouble.withLock { $0 = trouble }
                }
            } else if request.results != "-" {
                do {
                    // The changes are the progress to be told.
                    try write(judged, to: outputs, workers: Workers(request.parallelism - 1)) { _, _ in }
                } catch {
                    mayGoOn.store(false, ordering: .relaxed)
                    throw error
                }
            }
        }
        if let trouble = commitTrouble.withLock({ $0 }) { throw trouble }
    }

    private func filesToSpare(_ judged: JudgedManifest) -> Set<FileIdentity> {
        Set(directory.ownFiles.compactMap { FileIdentity(path: $0) } + [judged.source].compactMap(\.self))
    }

    private func judge() throws -> JudgedManifest {
        let startedAt = environment.now()
        let file = try CSVFile.open(path: request.manifest, options: request.reading)
        let reading = try ManifestReading(file, directory: directory) {
            environment.progress(.reading, $0, $1)
        }
        let judge = Judge(
            catalog: reading.catalog,
            rules: RuleBook(catalog: reading.catalog),
            operations: reading.operations,
            atomicity: request.atomicity
        )
        let judging = try Judging(
            reading,
            directory: directory,
            judge: judge,
            workers: Workers(request.parallelism)
        ) { environment.progress(.judging, $0, $1) }
        let suggestions = try directory.read { try Suggestions(for: judging, reader: $0) }
        return JudgedManifest(judging, suggestions: suggestions, request: request, startedAt: startedAt)
    }

    private func write(
        _ judged: JudgedManifest,
        to outputs: borrowing OutputSet,
        workers: Workers? = nil,
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) throws {
        try SeatShortage.write(judged.report.shortages, to: outputs.shortages)
        try rowsWriter(judged, workers)
            .write(results: outputs.results, failed: outputs.failed) { done, total in
                if let progress { progress(done, total) } else { environment.progress(.writing, done, total) }
            }
    }

    private func rowsWriter(_ judged: JudgedManifest, _ workers: Workers? = nil) -> RowsWriter {
        RowsWriter(judged.judging, explainer: judged.explainer, workers: workers ?? Workers(request.parallelism))
    }

    private func writeUndo(_ judged: JudgedManifest, to undo: borrowing OutputFile) throws {
        try UndoWriter(judging: judged.judging, directory: directory, workers: Workers(request.parallelism))
            .write(to: undo)
    }

    /// Gives the outputs their names, the summary last.
    private func conclude(_ report: RunReport, _ outputs: consuming OutputSet) throws -> RunReport {
        var report = report
        report.files = outputs.files
        report.finishedAt = environment.now()
        let summary = try OutputFile(path: outputs.folder + "/summary.json")
        try outputs.commit()
        try summary.write(try report.json())
        try summary.commit()
        return report
    }

    /// `seatwise-results/<manifest name>-<UTC time>`, with a number behind it when that is taken.
    private func folder(_ report: RunReport) -> String {
        if let folder = request.outputFolder { return folder }
        let name = request.manifest == "-" ? "stdin" : URL(filePath: request.manifest).lastPathComponent
        let stem = name.lowercased().hasSuffix(".csv") ? String(name.dropLast(4)) : name
        let base = "seatwise-results/\(stem)-\(Timestamp.digits(report.startedAt))"
        let taken = { FileManager.default.fileExists(atPath: $0) }
        guard taken(base) else { return base }
        return (2...).lazy.map { "\(base)-\($0)" }.first { !taken($0) } ?? base
    }

    private func newJob(_ report: RunReport) -> JobRecord {
        let random = String(environment.randomNumber() % 0x1_0000_0000, radix: 36)
        let padded = String(repeating: "0", count: max(0, 7 - random.count)) + random
        return JobRecord(
            id: "\(Timestamp.digits(report.startedAt))-\(padded)",
            manifest: report.manifest,
            digest: report.digest,
            rows: report.rowCount,
            atomicity: report.atomicity,
            startedAt: report.startedAt,
            finishedAt: nil,
            state: .running,
            statuses: [:]
        )
    }
}

// MARK: - Changing the directory

extension ManifestRun {
    /// Changes committed together at most, unless one customer alone has more.
    private static let changesPerTransaction = 20_000

    /// The store failed; these customers, by position in the table of customers, were not reached.
    private struct CommitTrouble: Error {
        let cause: StoreError
        let customersNotReached: [Int]
    }

    /// Commits customer by customer in the order of the store's keys, small ones together.
    private func commit(
        _ judging: Judging,
        job: String,
        _ writer: any DirectoryWriter,
        while mayGoOn: () -> Bool
    ) throws {
        let entries = judging.reading.customers.entries
        let order = entries.indices.sorted { entries[$0].customer.number < entries[$1].customer.number }
        let outcomes = CustomerOutcomes(judging)
        var next = 0
        while next < order.count, mayGoOn() {
            var batch: [CustomerChanges] = []
            var changeCount = 0
            let start = next
            repeat {
                let customer = order[next]
                let changes = judging.customers[customer].changes
                changeCount += changes.count
                batch.append(
                    CustomerChanges(
                        customer: entries[customer].customer.number,
                        changes: changes,
                        outcome: outcomes.outcome(of: customer)
                    )
                )
                next += 1
            } while next < order.count
                && changeCount + judging.customers[order[next]].changes.count <= Self.changesPerTransaction
            do {
                try writer.commit(batch, of: job, catalog: judging.judge.catalog)
            } catch let error as StoreError {
                throw CommitTrouble(cause: error, customersNotReached: Array(order[start...]))
            }
            environment.progress(.applying, next, order.count)
        }
    }
}

extension JobRecord {
    fileprivate mutating func end(_ state: State, _ statuses: [RowStatus: Int], at time: Double) {
        self.state = state
        self.statuses = statuses
        finishedAt = time
    }
}
