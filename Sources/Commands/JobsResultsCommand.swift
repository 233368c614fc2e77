import ArgumentParser
import Jobs

/// `seatwise jobs results`: writes the files of a job again.
struct JobsResultsCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "results",
        abstract: "Writes the files of a job again, wherever its manifest is by now.",
        discussion: """
              seatwise jobs results latest --out again

            The exit code is that of the job.
            """
    )

    @Argument(help: "The job's id, how it begins, or latest.")
    var id: String

    @Option(help: ArgumentHelp("Where the files go.", valueName: "folder"), completion: .directory)
    var out: String

    @Option(
        help: ArgumentHelp("Writes results.csv there instead; - is standard output.", valueName: "file"),
        completion: .file(extensions: ["csv"])
    )
    var results: String?

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var parallelism: ParallelismOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if out.isEmpty { throw ValidationError("--out is empty: name a path") }
        if output.json, results == "-" {
            throw ValidationError("--json and --results - both want standard output: leave one of them out")
        }
    }

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let job = try JobSearch.record(id, in: try store.open(surroundings))
        let count = parallelism.count(surroundings)
        let next = NextCommand(store: store.store, delimiter: nil, encoding: nil)
        let runner = ManifestRunner(store: store, output: output, next: next)
        do {
            return try runner.carryOut(in: surroundings) { directory, environment in
                let job = KeptJob(
                    job,
                    folder: out,
                    results: results,
                    parallelism: count,
                    directory: directory,
                    environment: environment
                )
                return .finished(try job.writeResults())
            }
        } catch let told as CommandRefusal {
            // They are written; this is how the job ended.
            throw CommandRefusal(status: told.status, message: "job \(job.id): \(told.message)")
        }
    }
}
