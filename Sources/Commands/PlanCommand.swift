import ArgumentParser
import Jobs
import Manifest

/// `seatwise plan`: tells what a manifest would do, and changes nothing.
struct PlanCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Tells what a manifest would do to every row; changes nothing.",
        discussion: """
              seatwise plan manifest.csv
              seatwise plan manifest.csv --results - > results.csv

              seatwise plan manifest.csv --save friday.plan

            Writes results.csv, failed.csv, shortages.csv and summary.json.
            """
    )

    @OptionGroup var judging: JudgingOptions
    @Option(
        help: ArgumentHelp(
            "Saves what was judged, for `seatwise apply FILE`: exactly that is applied then.",
            valueName: "file"
        ),
        completion: .file()
    )
    var save: String?

    @OptionGroup(title: "Reading") var csv: CSVOptions
    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var parallelism: ParallelismOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try judging.check(with: output)
        if save == "" || save == "-" { throw ValidationError("--save wants a file: name a path") }
    }

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let runner = ManifestRunner(store: store, output: output, next: judging.next(store, csv))
        if KeptFile.isOne(at: judging.manifest) {
            throw CommandRefusal(
                status: .usage,
                message: "\(MessageText.plain(judging.manifest)) is a saved plan already: "
                    + "`seatwise apply \(ShellQuoting.quoted(judging.manifest)) --dry-run` tells what it comes to now"
            )
        }
        var request = judging.request(.plan, csv, parallelism.count(surroundings))
        request.save = save
        return try runner.run(request, in: surroundings) { _ in true }
    }
}
