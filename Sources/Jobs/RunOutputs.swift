import FoundationEssentials
import Licensing
import Manifest

/// Writes the outputs of a run (SPEC 6).
struct RunOutputs: Sendable {
    let request: RunRequest
    /// Paths of what the run reads, besides what the request names.
    let sources: [String]
    let directory: any Directory
    let environment: RunEnvironment
    let clock: StageClock

    /// Writes those of a run that has nothing more to change, with the undo of what it did change.
    ///
    /// - Parameters:
    ///   - judged: what became of every row.
    ///   - folder: where they go; that of the request when nil.
    /// - Returns: the report, with the files in it.
    /// - Throws: `FileTrouble`, `StoreError`, `Interrupted` for a plan.
    func report(_ judged: JudgedManifest, in folder: String? = nil) throws -> RunReport {
        let outputs = try begin(judged, in: folder ?? self.folder(judged.report))
        try writing {
            try judged.shortages.write(to: outputs.shortages, on: Workers(request.parallelism))
            try writeRows(judged, to: outputs) { done, total in
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

    /// Begins the files, none of which may take the place of what the run reads.
    func begin(_ judged: JudgedManifest, in folder: String) throws -> OutputSet {
        try OutputSet.begin(request, folder: folder, sparing: spared.union([judged.source].compactMap(\.self)))
    }

    /// The files whose place no output may take, as far as they are there.
    var spared: Set<FileIdentity> {
        Set((directory.ownFiles + sources + [request.manifest]).compactMap { FileIdentity(path: $0) })
    }

    func writing(_ body: () throws -> Void) rethrows {
        try clock.phase { try clock.time(.write, body) }
    }

    func writeRows(
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
    func tellWriting(done: Int, total: Int) {
        try? environment.progress(.writing, done, total)
    }

    /// Sets aside the space that the rows will take.
    func reserveRows(_ judged: JudgedManifest, in outputs: borrowing OutputSet) throws {
        try rowsWriter(judged, nil).reserve(results: outputs.results, failed: outputs.failed)
    }

    private func rowsWriter(_ judged: JudgedManifest, _ parallelism: Int?) -> RowsWriter {
        let workers = Workers(parallelism ?? request.parallelism)
        return RowsWriter(judged.judging, explainer: judged.explainer, workers: workers)
    }

    func writeUndo(_ judged: JudgedManifest, to undo: borrowing OutputFile) throws {
        try UndoWriter(judging: judged.judging, directory: directory, workers: Workers(request.parallelism))
            .write(to: undo)
    }

    /// Gives the outputs their names, the summary last.
    func conclude(_ report: RunReport, _ outputs: consuming OutputSet) throws -> RunReport {
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
    func folder(_ report: RunReport) -> String {
        if let folder = request.outputFolder { return folder }
        let name = request.manifest == "-" ? "stdin" : URL(filePath: request.manifest).lastPathComponent
        let stem = name.lowercased().hasSuffix(".csv") ? String(name.dropLast(4)) : name
        return OutputFolder.free("seatwise-results/\(stem)-\(Timestamp.digits(report.startedAt))")
    }
}
