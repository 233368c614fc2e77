import FoundationEssentials
import Licensing
package import Manifest

/// Plan and apply: read, judge, write the outputs, and for apply change the directory in between (SPEC 5, 6).
///
/// Both are this one way; plan leaves out the changes. A saved plan goes the same way, with the judgement read in place of
/// made.
package struct ManifestRun: Sendable {
    private let request: RunRequest
    private let directory: any Directory
    private let environment: RunEnvironment
    private let clock: StageClock
    private let source: JudgementSource
    private let isSavedPlan: Bool

    /// - Parameters:
    ///   - request: what is asked.
    ///   - directory: what it is asked of.
    ///   - environment: everything else outside.
    ///   - source: opens the manifest where it is made for this run, once nobody else writes to the directory.
    package init(
        _ request: RunRequest,
        directory: any Directory,
        environment: RunEnvironment,
        source: (@Sendable (ReadingOptions) throws -> CSVFile)? = nil
    ) {
        isSavedPlan = source == nil && request.manifest != "-" && KeptFile.isOne(at: request.manifest)
        self.request = request
        self.directory = directory
        self.environment = environment
        clock = StageClock(uptime: environment.uptime)
        self.source = JudgementSource(
            request: request,
            directory: directory,
            environment: environment,
            clock: clock,
            open: source ?? { try CSVFile.open(path: request.manifest, options: $0) }
        )
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
    /// - Throws: `UnreadableFile` for a manifest that is none, `AppliedBefore`, `StalePlan`, `UnusableFile`, `Interrupted`,
    ///   `FileTrouble`, `StoreError` and `OutputClosed`; then nothing was changed.
    package func run() throws -> Ending {
        switch request.mode {
        case .plan: try plan()
        case .apply: try directory.write(purpose: "seatwise apply") { try apply($0) }
        }
    }

    private func plan() throws -> Ending {
        if isSavedPlan {
            let plan = try source.plan { try KeptFile.open(request.manifest) }
            return .finished(try outputs(plan.request).report(plan.judged))
        }
        let target = try request.save.map { try OutputFile.target(of: $0, sparing: outputs(request).spared) }
        if let target { try refuseAnything(butAPlanAt: target) }
        var judged = try source.judge(keepingIn: target.map(Self.folder))
        judged.report.stop = passedLimit(judged)
        if let plan = target, judged.report.stop == nil {
            try OutputSet.check(request, folder: outputs(request).folder(judged.report))
            let id = JobRecord.id(startedAt: judged.report.startedAt, randomNumber: environment.randomNumber())
            try outputs(request).writing {
                let kept = try source.kept(judged, id: id)
                try kept.bringToDisk()
                try kept.keep(as: plan)
            }
        }
        var reported = request
        // A plan that passes a limit is not saved.
        if judged.report.stop != nil { reported.save = nil }
        judged.report.plan = reported.save
        return .finished(try outputs(reported).report(judged))
    }

    /// An older plan is replaced, as results are; anything else that stands there is not ours.
    private func refuseAnything(butAPlanAt path: String) throws {
        guard FileIdentity(path: path) != nil, !KeptFile.isOne(at: path) else { return }
        throw FileTrouble(
            operation: "write",
            path: path,
            code: 0,
            reason: "another file is there, and no saved plan",
            remedy: "name another with --save, or take that one away"
        )
    }

    private func apply(_ writer: any DirectoryWriter) throws -> Ending {
        let folder = try JobFolder(of: directory)
        try folder.prepare()
        defer { folder.removeIfEmpty() }
        folder.removeFiles(besides: try directory.read { try $0.jobIDs() })
        if isSavedPlan { return try applyPlan(writer, folder) }
        let judged = try source.judge(keepingIn: folder.path)
        return try apply(judged, request, writer) { try source.kept(judged, id: $0) }
    }

    private func applyPlan(_ writer: any DirectoryWriter, _ folder: JobFolder) throws -> Ending {
        let plan = try source.plan { try KeptFile.copy(of: request.manifest, in: folder.path) }
        return try apply(plan.judged, plan.request, plan: plan.id, writer) { _ in plan.file }
    }

    /// Applies what is judged, once limits and the user allow it.
    ///
    /// - Parameters:
    ///   - judged: what there is to do.
    ///   - request: what is asked.
    ///   - plan: the id of the saved plan, if it is one.
    ///   - writer: the directory's.
    ///   - file: the judgement as a file, for the job with this id.
    /// - Returns: how it went.
    /// - Throws: as `run`.
    private func apply(
        _ judged: JudgedManifest,
        _ request: RunRequest,
        plan: String? = nil,
        _ writer: any DirectoryWriter,
        file: (_ id: String) throws -> any JudgementFile
    ) throws -> Ending {
        let outputs = outputs(request)
        if let stop = passedLimit(judged) {
            var judged = judged
            judged.stop(stop, notReached: Array(judged.judging.customers.indices))
            return .finished(try outputs.report(judged))
        }
        environment.note(.judged(judged.report))
        guard try environment.confirm(judged.report) else { return .declined(judged.report) }
        let folder = outputs.folder(judged.report)
        let job = newJob(judged.report, request, plan: plan, folder: folder)
        return .finished(
            try JobRun(outputs).run(judged, as: job, in: folder, writer, file: try file(job.id)) {
                do {
                    if let closing = request.closing { try close(closing, writer) }
                    try writer.begin(job)
                } catch {
                    try? JobFolder(of: directory).remove(job: job.id)
                    throw error
                }
            }
        )
    }

    /// Ends a job that could be resumed: this one goes the other way.
    private func close(_ id: String, _ writer: any DirectoryWriter) throws {
        guard var job = try writer.read({ reader in try reader.jobs().first { $0.id == id } }), job.state.canBeResumed
        else { return }
        job.end(.cancelled, job.statuses, at: environment.now())
        try writer.update(job)
    }

    private func outputs(_ request: RunRequest) -> RunOutputs {
        RunOutputs(
            request: request,
            sources: [self.request.manifest],
            directory: directory,
            environment: environment,
            clock: clock
        )
    }

    private func passedLimit(_ judged: JudgedManifest) -> RunReport.Stop? {
        request.limits.passed(by: judged.report, judged.judging).map { .limit($0) }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    private func newJob(_ report: RunReport, _ request: RunRequest, plan: String?, folder: String) -> JobRecord {
        JobRecord(
            id: JobRecord.id(startedAt: report.startedAt, randomNumber: environment.randomNumber()),
            manifest: report.manifest,
            digest: report.digest,
            rows: report.rowCount,
            atomicity: report.atomicity,
            options: JobOptions(request, folder: folder),
            plan: plan,
            actor: environment.actor,
            startedAt: report.startedAt,
            finishedAt: nil,
            state: .judged,
            statuses: [:]
        )
    }
}
