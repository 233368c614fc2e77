import ArgumentParser
import Jobs

/// `seatwise plan`: tells what a manifest would do, and changes nothing.
struct PlanCommand: ToolCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Tells what a manifest would do to every row; changes nothing.",
        discussion: """
              seatwise plan manifest.csv
              seatwise plan manifest.csv --results - > results.csv

            Writes results.csv, failed.csv, shortages.csv and summary.json.
            """
    )

    @OptionGroup var judging: JudgingOptions
    @OptionGroup(title: "Reading") var csv: CSVOptions
    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var parallelism: ParallelismOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try runner.validate()
    }

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        try runner.run(.plan, in: surroundings) { _ in true }
    }

    private var runner: ManifestRunner {
        ManifestRunner(judging: judging, csv: csv, store: store, parallelism: parallelism, output: output)
    }
}
