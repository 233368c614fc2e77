import ArgumentParser
import Jobs

/// `seatwise jobs resume`: does what is left of a job that was stopped on the way.
struct JobsResumeCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Does what is left of a job that was stopped on the way.",
        discussion: """
              seatwise jobs resume
              seatwise jobs resume 20260131-020000-0k3f9ab --wait 60

            Without an id it is the last job that can be resumed. What was judged when the job began is done now, without \
            another look at the manifest; the files become those of a job that was never stopped. Customers that were \
            changed in the meantime are left out: their rows are drifted, and the exit code is 7.
            """
    )

    @Argument(help: "The job's id, how it begins, or latest. (default: the last that can be resumed)")
    var id: String?

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var waiting: WaitOptions
    @OptionGroup(title: "Running") var parallelism: ParallelismOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let directory = try store.open(surroundings)
        let found = try id.map { try JobSearch.record($0, in: directory) } ?? JobsQuery.lastOpen(in: directory)
        guard let job = found else {
            if output.json {
                try surroundings.console.results.write(try JSONText.of(Versioned(["job": nil as String?])))
            } else if !output.quiet {
                surroundings.console.messages.say("no job waits to be resumed\n")
            }
            return .success
        }
        if job.state == .running { throw KeptJob.NotOpen(job: job) }
        if output.json, job.options.results == "-" {
            throw CommandRefusal(
                status: .usage,
                message:
                    "the results of job \(job.id) go to standard output, where --json would stand as well: leave it out"
            )
        }
        let count = parallelism.count(surroundings)
        let next = NextCommand(store: store.store, delimiter: nil, encoding: nil)
        let runner = ManifestRunner(store: store, waiting: waiting, output: output, next: next)
        do {
            return try runner.carryOut(in: surroundings) { directory, environment in
                let job = KeptJob(job, parallelism: count, directory: directory, environment: environment)
                return .finished(try job.resume())
            }
        } catch is Interrupted {
            throw CommandRefusal(
                status: .interrupted,
                message: "interrupted before anything more was changed: `\(next.resume(job.id))` does the rest"
            )
        }
    }
}
