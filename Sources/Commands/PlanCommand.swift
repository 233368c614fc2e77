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
        try judging.check(with: output)
    }

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let runner = ManifestRunner(store: store, output: output, next: judging.next(store, csv))
        let request = judging.request(.plan, csv, parallelism.count(surroundings))
        return try runner.run(request, in: surroundings) { _ in true }
    }
}
