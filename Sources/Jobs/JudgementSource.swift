import Licensing
import Manifest

/// Where the judgement of a run comes from: a manifest, which is read and judged, or a plan that was saved.
struct JudgementSource: Sendable {
    let request: RunRequest
    let directory: any Directory
    let environment: RunEnvironment
    let clock: StageClock
    /// Opens the manifest.
    let open: @Sendable (ReadingOptions) throws -> CSVFile

    /// Reads the manifest and judges it.
    ///
    /// - Parameter folder: where the judgement may be kept; nil where it will not be.
    /// - Returns: what became of every row.
    /// - Throws: as `ManifestRun.run`.
    func judge(keepingIn folder: String?) throws -> JudgedManifest {
        let startedAt = environment.now()
        // What was looked up first and what was loaded last must belong together where it is kept for later.
        let revision = request.save == nil ? nil : try directory.read { try $0.revision() }
        var options = request.reading
        options.keepingFolder = folder
        let file = try clock.phase {
            try clock.time(.read) { [options] in try open(options) }
        }
        let workers = Workers(request.parallelism)
        let reading = try clock.phase {
            try ManifestReading(file, directory: directory, workers: workers, clock: clock) {
                try environment.progress(.reading, $0, $1)
            }
        }
        // Only now, when the digest is known without waiting for it.
        let digest = try file.spool.sha256()
        let earlier = try earlierJobs(of: digest)
        let judge = Judge(
            catalog: reading.manifest.catalog,
            rules: RuleBook(catalog: reading.manifest.catalog),
            operations: reading.manifest.operations,
            atomicity: request.atomicity
        )
        let judging = try clock.phase {
            try Judging(
                reading,
                directory: directory,
                judge: judge,
                keepsChanges: request.mode == .apply || request.save != nil,
                workers: workers,
                clock: clock
            ) {
                try environment.progress(.judging, $0, $1)
            }
        }
        if let revision, try directory.read({ try $0.revision() }) != revision {
            throw StoreError.changedWhilePlanning
        }
        return JudgedManifest(judging, request: request, digest: digest, earlier: earlier, startedAt: startedAt)
    }

    private func earlierJobs(of digest: String) throws -> EarlierJobs? {
        // A way back may well lead where another one led.
        guard request.closing == nil else { return nil }
        let earlier = try directory.read { try EarlierJobs(of: digest, $0) }
        if request.once, let finished = earlier.finished { throw AppliedBefore(job: finished) }
        return earlier
    }

    /// A judgement of the manifest as it is kept, by a job or as a plan with this id.
    func kept(_ judged: JudgedManifest, id: String) throws -> KeptJudgement {
        KeptJudgement(
            id: id,
            directory: try directory.read { try $0.directoryID() },
            manifest: request.manifest,
            digest: judged.report.digest,
            reading: request.reading,
            judging: judged.judging
        )
    }

    /// A saved plan, and what it comes to now.
    struct Plan {
        let id: String
        let file: KeptFile
        /// What is asked, with what was said when the plan was made.
        let request: RunRequest
        let judged: JudgedManifest
    }

    /// Reads a saved plan, and sees to it that it may be applied.
    ///
    /// - Parameter open: opens its file.
    /// - Returns: the plan; customers that are not as they were when it was made are left out.
    /// - Throws: as `ManifestRun.run`.
    func plan(_ open: () throws -> KeptFile) throws -> Plan {
        try clock.phase {
            try clock.time(.read) {
                let file = try open()
                let kept = try KeptJudgement(file)
                try directory.read { try check(kept, $0) }
                var request = request
                request.manifest = kept.manifest
                request.reading = kept.reading
                request.atomicity = kept.judging.atomicity
                var judged = JudgedManifest(
                    kept.judging,
                    request: request,
                    digest: kept.digest,
                    earlier: try earlierJobs(of: kept.digest),
                    startedAt: environment.now()
                )
                judged.report.plan = self.request.manifest
                try directory.read { try judged.leaveDrifted(besides: [], $0) }
                return Plan(id: kept.id, file: file, request: request, judged: judged)
            }
        }
    }

    private func check(_ kept: KeptJudgement, _ reader: any DirectoryReader) throws {
        guard kept.directory == (try reader.directoryID()) else { throw StalePlan.otherDirectory }
        if let job = try reader.job(ofPlan: kept.id) { throw StalePlan.applied(job) }
    }
}
