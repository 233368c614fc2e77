import Licensing
import Manifest

/// A job that was begun before, as far as it came: what `jobs resume` goes on with, and `jobs results` writes again.
package struct KeptJob: Sendable {
    private let job: JobRecord
    private let outputs: RunOutputs

    /// The judgement of the job cannot be found.
    package struct Missing: Error, Sendable {
        package let job: JobRecord
        package let file: String
    }

    /// There is nothing left to do of the job, or it cannot be gone on with.
    package struct NotOpen: Error, Sendable {
        package let job: JobRecord

        package init(job: JobRecord) {
            self.job = job
        }
    }

    /// - Parameters:
    ///   - job: the job.
    ///   - folder: where the outputs go; where they went when nil.
    ///   - results: where `results.csv` goes instead; where it went when both are nil.
    ///   - parallelism: customers worked on at once.
    ///   - directory: holds the job.
    ///   - environment: everything else outside.
    package init(
        _ job: JobRecord,
        folder: String? = nil,
        results: String? = nil,
        parallelism: Int,
        directory: any Directory,
        environment: RunEnvironment
    ) {
        var job = job
        if let folder {
            job.options.out = folder
            job.options.results = results
        } else if let results {
            job.options.results = results
        }
        self.job = job
        let request = RunRequest(
            mode: .apply,
            manifest: job.manifest,
            atomicity: job.atomicity,
            outputFolder: job.options.out,
            results: job.options.results,
            parallelism: parallelism
        )
        outputs = RunOutputs(
            request: request,
            directory: directory,
            environment: environment,
            clock: StageClock(uptime: environment.uptime)
        )
    }

    /// Does what is left to do: customers that are committed are done, and those that were changed since are left out.
    ///
    /// - Returns: how it went.
    /// - Throws: `NotOpen`, `Missing`, `DamagedFile`, `FileTrouble`, `StoreError`, `Interrupted`.
    package func resume() throws -> RunReport {
        try outputs.directory.write(purpose: "seatwise jobs resume") { writer in
            // It may have been resumed before this process got hold of the directory.
            let state = try outputs.directory.read { reader in try reader.jobs().first { $0.id == job.id }?.state }
            guard state?.canBeResumed ?? false else { throw NotOpen(job: job) }
            var (judged, done) = try read()
            try outputs.directory.read { try judged.leaveDrifted(besides: done, $0) }
            return try JobRun(outputs).run(
                judged,
                as: job,
                besides: done,
                in: job.options.out,
                writer,
                keep: {},
                begin: {}
            )
        }
    }

    /// Writes the outputs once more.
    ///
    /// - Returns: how the job stands.
    /// - Throws: `Missing`, `DamagedFile`, `FileTrouble`, `StoreError`.
    package func writeResults() throws -> RunReport {
        var (judged, done) = try read()
        judged.markApplied()
        let left = judged.judging.customers.indices.filter { !done.contains($0) }
        switch job.state {
        case .completed, .completedWithErrors: break
        case .interrupted, .judged, .running: judged.stop(.interrupted, notReached: left)
        case .cancelled: judged.stop(.cancelled, notReached: left)
        case .failed: judged.leave(left, as: .failed)
        }
        judged.report.job = job.id
        return try outputs.report(judged)
    }

    /// The judgement, and the customers that are committed, by position in their table.
    private func read() throws -> (JudgedManifest, done: Set<Int>) {
        let path = JobFolder(of: outputs.directory).file(ofJob: job.id)
        guard FileIdentity(path: path) != nil else { throw Missing(job: job, file: path) }
        return try outputs.clock.phase {
            try outputs.clock.time(.read) {
                let kept = try KeptJudgement(KeptFile.open(path))
                var request = outputs.request
                request.reading = kept.reading
                var judged = JudgedManifest(
                    kept.judging,
                    request: request,
                    digest: kept.digest,
                    earlier: nil,
                    startedAt: job.startedAt
                )
                let outcomes = try outputs.directory.read { try $0.outcomes(of: job.id) }
                let known = Dictionary(uniqueKeysWithValues: outcomes.map { ($0.customerID, $0) })
                let committed = judged.judging.manifest.customers.enumerated()
                    .compactMap { position, customer in known[customer.id].map { (position, $0) } }
                let drifted = committed.filter { $0.1.drifted > 0 }.map(\.0)
                if !drifted.isEmpty { judged.leave(drifted, as: .drifted) }
                return (judged, Set(committed.map(\.0)))
            }
        }
    }
}
