import Licensing
import Manifest

/// Carries a judged manifest out as a job: changes the directory, and writes what became of every row.
///
/// Before the first change undo and shortages are on the disk, and so is the judgement, by which the job can be resumed;
/// the space for the rows is set aside: nothing is changed that cannot be accounted for.
struct JobRun: Sendable {
    private let outputs: RunOutputs
    private var environment: RunEnvironment { outputs.environment }
    private var clock: StageClock { outputs.clock }
    private var request: RunRequest { outputs.request }

    init(_ outputs: RunOutputs) {
        self.outputs = outputs
    }

    /// Runs to the end.
    ///
    /// - Parameters:
    ///   - judged: what there is to do.
    ///   - job: the job, which may have been run before.
    ///   - done: customers that are changed already, by position in their table.
    ///   - folder: where the outputs go, as the user would type it.
    ///   - writer: the directory's.
    ///   - file: the job's judgement, which is brought to the disk beside other work; nil where it is there.
    ///   - begin: the last thing before the job is running: notes it, where it is new.
    /// - Returns: how it went, also when it was stopped on the way.
    /// - Throws: `FileTrouble`, `StoreError`, `Interrupted`; nothing was changed then, or all was, and files are missing, which
    ///   resuming the job writes.
    func run(
        _ judged: JudgedManifest,
        as job: JobRecord,
        besides done: Set<Int> = [],
        in folder: String,
        _ writer: any DirectoryWriter,
        file: (any JudgementFile)? = nil,
        begin: () throws -> Void = {}
    ) throws -> RunReport {
        var (judged, job) = (judged, job)
        judged.report.job = job.id
        let planned = judged
        judged.markApplied()
        let files = try outputs.begin(judged, in: folder)
        let undo = try files.makeUndo()
        try outputs.writing { [judged] in
            try Workers(2).run { worker in
                if worker == 0 {
                    try file?.bringToDisk()
                    return
                }
                try outputs.writeUndo(judged, to: undo)
                try undo.bringToDisk()
                try judged.shortages.write(to: files.shortages, on: Workers(max(1, request.parallelism - 1)))
                try files.shortages.bringToDisk()
                try outputs.reserveRows(judged, in: files)
            }
        }
        // The last moment at which stopping leaves no trace.
        try environment.progress(.applying, done.count, judged.judging.customers.count)
        try file?.keep(as: JobFolder(of: outputs.directory).file(ofJob: job.id))
        try begin()
        job.state = .running
        job.finishedAt = nil
        job.isFailureOfStore = false
        try writer.update(job)
        environment.note(.began(job: job.id))
        do {
            try clock.phase { try commitAndWrite(judged, job: job.id, besides: done, writer, files) }
        } catch let early as Commits.EndedEarly {
            var stopped = planned
            stopped.markApplied()
            stopped.stop(early.cause, notReached: early.customersNotReached)
            job.end(early.cause.state, stopped.report.statuses, at: environment.now())
            job.isFailureOfStore = early.cause.isOfStore
            // The store may be past taking this note, too; what counts is that the files tell the truth.
            try? writer.update(job)
            return try outputs.report(stopped, in: folder)
        }
        do {
            try undo.commit()
            if request.results == "-" {
                try outputs.writing { try outputs.writeRows(judged, to: files, progress: outputs.tellWriting) }
            }
            let report = try outputs.conclude(judged.report, files)
            // Only now: a job of which a file is missing can be resumed, which writes it.
            job.end(report.isClean ? .completed : .completedWithErrors, report.statuses, at: environment.now())
            try writer.update(job)
            return report
        } catch {
            job.end(.failed, judged.report.statuses, at: environment.now())
            try? writer.update(job)
            throw error
        }
    }

    /// Changes the directory on one thread while the others write the rows down.
    ///
    /// The undo is written and the space for the rows set aside before; should writing them fail all the same, no further
    /// customer is begun. To standard output rows go when the changes are made: it cannot be taken back.
    private func commitAndWrite(
        _ judged: JudgedManifest,
        job: String,
        besides done: Set<Int>,
        _ writer: any DirectoryWriter,
        _ files: borrowing OutputSet
    ) throws {
        let commits = Commits(judged.judging, besides: done, job: job, writer: writer, clock: clock) {
            try environment.progress(.applying, $0, $1)
        } committed: { outcome in
            environment.note(.committed(job: job, outcome))
        }
        guard request.results != "-" else { return try commits.run() }
        try commits.run { checkThatCommitsGoOn in
            try clock.time(.write) {
                // The changes are the progress to be told.
                try outputs.writeRows(judged, to: files, parallelism: request.parallelism - 1) { _, _ in
                    try checkThatCommitsGoOn()
                }
            }
        }
    }
}
