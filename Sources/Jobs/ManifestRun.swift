import FoundationEssentials
import Licensing
package import Manifest

/// Plan and apply: read, judge, write the outputs, and for apply change the directory in between (SPEC 5, 6).
///
/// Both are this one way; plan leaves out the changes. Before the first change undo and shortages are on the disk and the
/// space for the rows is set aside, so that nothing is changed that cannot be accounted for.
package struct ManifestRun: Sendable {
    private let request: RunRequest
    private let directory: any Directory
    private let environment: RunEnvironment
    private let clock: StageClock
    private let open: @Sendable () throws -> CSVFile

    /// - Parameters:
    ///   - request: what is asked.
    ///   - directory: what it is asked of.
    ///   - environment: everything else outside.
    ///   - source: opens the manifest where it is made for this run, once nobody else writes to the directory.
    package init(
        _ request: RunRequest,
        directory: any Directory,
        environment: RunEnvironment,
        source: (@Sendable () throws -> CSVFile)? = nil
    ) {
        open = source ?? { try CSVFile.open(path: request.manifest, options: request.reading) }
        self.request = request
        self.directory = directory
        self.environment = environment
        clock = StageClock(uptime: environment.uptime)
    }

    /// How a run ended.
    package enum Ending: Sendable {
        /// The report tells whether it came to its end, and else why not and which rows were applied before.
        case finished(RunReport)
        /// The question before the changes was answered with no.
        case declined(RunReport)
    }

    /// Runs to the end.
    ///
    /// - Throws: `UnreadableFile` for a manifest that is none, `AppliedBefore`, `Interrupted`, `FileTrouble`, `StoreError`
    ///   and `OutputClosed`; then nothing was changed.
    package func run() throws -> Ending {
        switch request.mode {
        case .plan: try plan()
        case .apply: try directory.write(purpose: "seatwise apply") { try apply($0) }
        }
    }

    private func plan() throws -> Ending {
        var judged = try judge()
        judged.report.stop = passedLimit(judged)
        return .finished(try report(judged))
    }

    private func apply(_ writer: any DirectoryWriter) throws -> Ending {
        var judged = try judge()
        if let stop = passedLimit(judged) {
            judged.stop(stop, notReached: Array(judged.judging.customers.indices))
            return .finished(try report(judged))
        }
        guard try environment.confirm(judged.report) else { return .declined(judged.report) }
        let planned = judged
        judged.markApplied()
        let folder = folder(judged.report)
        let outputs = try OutputSet.begin(request, folder: folder, sparing: filesToSpare(judged))
        let undo = try outputs.makeUndo()
        try writing {
            try writeUndo(judged, to: undo)
            try undo.bringToDisk()
            try judged.shortages.write(to: outputs.shortages, on: Workers(request.parallelism))
            try outputs.shortages.bringToDisk()
            try rowsWriter(judged).reserve(results: outputs.results, failed: outputs.failed)
        }
        var job = newJob(judged.report)
        judged.report.job = job.id
        // The last moment at which stopping leaves no trace.
        try environment.progress(.applying, 0, judged.judging.customers.count)
        try writer.begin(job)
        do {
            try clock.phase { try commitAndWrite(judged, job: job.id, writer, outputs) }
        } catch let early as Commits.EndedEarly {
            var stopped = planned
            stopped.markApplied()
            stopped.stop(early.cause, notReached: early.customersNotReached)
            stopped.report.job = job.id
            job.end(early.cause.state, stopped.report.statuses, at: environment.now())
            // The store may be past taking this note, too; what counts is that the files tell the truth.
            try? writer.finish(job)
            return .finished(try report(stopped, in: folder))
        }
        job.end(
            judged.report.isClean ? .completed : .completedWithErrors,
            judged.report.statuses,
            at: environment.now()
        )
        try writer.finish(job)
        try undo.commit()
        if request.results == "-" { try writing { try write(judged, to: outputs, progress: tellWriting) } }
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
        let commits = Commits(judged.judging, job: job, writer: writer, clock: clock) {
            try environment.progress(.applying, $0, $1)
        }
        guard request.results != "-" else { return try commits.run() }
        try commits.run { checkThatCommitsGoOn in
            try clock.time(.write) {
                // The changes are the progress to be told.
                try write(judged, to: outputs, parallelism: request.parallelism - 1) { _, _ in
                    try checkThatCommitsGoOn()
                }
            }
        }
    }

    private func passedLimit(_ judged: JudgedManifest) -> RunReport.Stop? {
        request.limits.passed(by: judged.report, judged.judging).map { .limit($0) }
    }

    /// Writes the outputs of a run that has nothing more to change, with the undo of what it did change.
    private func report(_ judged: JudgedManifest, in chosen: String? = nil) throws -> RunReport {
        let folder = chosen ?? folder(judged.report)
        let outputs = try OutputSet.begin(request, folder: folder, sparing: filesToSpare(judged))
        try writing {
            try judged.shortages.write(to: outputs.shortages, on: Workers(request.parallelism))
            try write(judged, to: outputs) { done, total in
                guard request.mode == .plan else { return tellWriting(done: done, total: total) }
                try environment.progress(.writing, done, total)
            }
        }
        if request.mode == .apply {
            let undo = try outputs.makeUndo()
            try writeUndo(judged, to: undo)
            try undo.commit()
        }
        return try conclude(judged.report, outputs)
    }

    private func writing(_ body: () throws -> Void) rethrows {
        try clock.phase { try clock.time(.write, body) }
    }

    private func filesToSpare(_ judged: JudgedManifest) -> Set<FileIdentity> {
        Set(directory.ownFiles.compactMap { FileIdentity(path: $0) } + [judged.source].compactMap(\.self))
    }

    private func judge() throws -> JudgedManifest {
        let startedAt = environment.now()
        let file = try clock.phase {
            try clock.time(.read) { try open() }
        }
        let workers = Workers(request.parallelism)
        let reading = try clock.phase {
            try ManifestReading(file, directory: directory, workers: workers, clock: clock) {
                try environment.progress(.reading, $0, $1)
            }
        }
        // Only now, when the digest is known without waiting for it.
        let digest = try file.spool.sha256()
        let earlier = try directory.read { try EarlierJobs(of: digest, $0) }
        if request.once, let finished = earlier.finished { throw AppliedBefore(job: finished) }
        let judge = Judge(
            catalog: reading.catalog,
            rules: RuleBook(catalog: reading.catalog),
            operations: reading.operations.operations,
            atomicity: request.atomicity
        )
        let judging = try clock.phase {
            try Judging(
                reading,
                directory: directory,
                judge: judge,
                keepsChanges: request.mode == .apply,
                workers: workers,
                clock: clock
            ) {
                try environment.progress(.judging, $0, $1)
            }
        }
        let suggestions = try directory.read { try Suggestions(for: judging, reader: $0) }
        return JudgedManifest(
            judging,
            suggestions: suggestions,
            request: request,
            digest: digest,
            earlier: earlier,
            startedAt: startedAt
        )
    }

    private func write(
        _ judged: JudgedManifest,
        to outputs: borrowing OutputSet,
        parallelism: Int? = nil,
        progress: @Sendable (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        try rowsWriter(judged, parallelism)
            .write(results: outputs.results, failed: outputs.failed, progress: progress)
    }

    /// Tells of rows written down when the changes are made: whoever wants to stop comes too late.
    @Sendable
    private func tellWriting(done: Int, total: Int) {
        try? environment.progress(.writing, done, total)
    }

    private func rowsWriter(_ judged: JudgedManifest, _ parallelism: Int? = nil) -> RowsWriter {
        let workers = Workers(parallelism ?? request.parallelism)
        return RowsWriter(judged.judging, explainer: judged.explainer, workers: workers)
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
        let start = environment.uptime()
        try outputs.commit()
        clock.add(.write, seconds: environment.uptime() - start)
        report.timings = clock.timings
        try summary.write(report.json())
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
        JobRecord(
            id: JobRecord.id(startedAt: report.startedAt, randomNumber: environment.randomNumber()),
            manifest: report.manifest,
            digest: report.digest,
            rows: report.rowCount,
            atomicity: report.atomicity,
            actor: environment.actor,
            startedAt: report.startedAt,
            finishedAt: nil,
            state: .running,
            statuses: [:]
        )
    }
}

extension JobRecord {
    fileprivate mutating func end(_ state: JobState, _ statuses: [RowStatus: Int], at time: Double) {
        self.state = state
        self.statuses = statuses
        finishedAt = time
    }
}
