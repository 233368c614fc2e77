import Licensing
import Manifest

/// A job that was begun before, as far as it came: what `jobs resume` goes on with, and `jobs results` writes again.
package struct KeptJob: Sendable {
    private let job: JobRecord
    private let outputs: RunOutputs

    /// What the job goes by is not there, or cannot be gone on with.
    package struct Unusable: Error, Sendable {
        package let job: JobRecord
        /// The file, and what is wrong with it, as the beginning of a sentence.
        package let problem: String
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
            sources: [],
            directory: directory,
            environment: environment,
            clock: StageClock(uptime: environment.uptime)
        )
    }

    /// Does what is left to do: customers that are committed are done, and those that were changed since are left out.
    ///
    /// - Returns: how it went.
    /// - Throws: `NotOpen`, `Unusable`, `FileTrouble`, `StoreError`, `Interrupted`.
    package func resume() throws -> RunReport {
        try outputs.directory.write(purpose: "seatwise jobs resume") { writer in
            // It may have been resumed before this process got hold of the directory.
            let now = try outputs.directory.read { reader in try reader.jobs().first { $0.id == job.id } } ?? job
            guard now.state.canBeResumed else { throw NotOpen(job: now) }
            var (judged, done) = try read()
            try outputs.directory.read { try judged.leaveDrifted(besides: done, $0) }
            return try JobRun(outputs).run(judged, as: job, besides: done, in: job.options.out, writer)
        }
    }

    /// Writes the outputs once more.
    ///
    /// - Returns: how the job stands.
    /// - Throws: `NotOpen` while it is running, `Unusable`, `FileTrouble`, `StoreError`.
    package func writeResults() throws -> RunReport {
        guard job.state != .running else { throw NotOpen(job: job) }
        var (judged, done) = try read()
        judged.markApplied()
        let left = judged.judging.customers.indices.filter { !done.contains($0) }
        if let stop = stop { judged.stop(stop, notReached: left) }
        judged.report.job = job.id
        return try outputs.report(judged)
    }

    /// Why the job did not come to its end.
    private var stop: RunReport.Stop? {
        switch job.state {
        case .completed, .completedWithErrors, .running: nil
        case .interrupted, .judged: .interrupted
        case .cancelled: .cancelled
        case .failed: job.isFailureOfStore ? .store(.inTheWay) : .output(outputInTheWay)
        }
    }

    private var outputInTheWay: FileTrouble {
        FileTrouble(operation: "write", path: job.options.out, code: 0, reason: "that is why the job failed")
    }

    /// The judgement, and the customers that are committed, by position in their table.
    private func read() throws -> (JudgedManifest, done: Set<Int>) {
        let path = try JobFolder(of: outputs.directory).file(ofJob: job.id)
        guard FileIdentity(path: path) != nil else { throw unusable("\(path) is not there any more") }
        return try outputs.clock.phase {
            try outputs.clock.time(.read) {
                let kept = try readFile(path)
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
                let known = Dictionary(outcomes.map { ($0.customerID, $0) }) { first, _ in first }
                let committed = judged.judging.manifest.customers.enumerated()
                    .compactMap { position, customer in known[customer.id].map { (position, $0) } }
                let drifted = committed.filter { $0.1.drifted > 0 }.map(\.0)
                if !drifted.isEmpty { judged.leave(drifted, as: .drifted) }
                return (judged, Set(committed.map(\.0)))
            }
        }
    }

    private func readFile(_ path: String) throws -> KeptJudgement {
        do {
            let kept = try KeptJudgement(KeptFile.open(path))
            guard kept.id == job.plan ?? job.id, kept.digest == job.digest else {
                throw unusable("\(path) belongs to another job")
            }
            return kept
        } catch let error as UnusableFile {
            throw unusable(error.description)
        }
    }

    private func unusable(_ problem: String) -> Unusable { Unusable(job: job, problem: problem) }
}
