import ArgumentParser
import Jobs
import Licensing

/// What `plan` and `apply` have in common.
struct JudgingOptions: ParsableArguments {
    @Argument(
        help: "The manifest, a CSV file; - reads standard input. For apply also a plan that was saved.",
        completion: .file(extensions: ["csv"])
    )
    var manifest: String

    @OptionGroup var limits: LimitOptions

    @Option(
        help: ArgumentHelp(
            "Where the results go. (default: seatwise-results/NAME-TIME)",
            valueName: "folder"
        ),
        completion: .directory
    )
    var out: String?

    @Option(
        help: ArgumentHelp(
            "Writes results.csv there instead; - is standard output.",
            valueName: "file"
        ),
        completion: .file(extensions: ["csv"])
    )
    var results: String?

    func validate() throws {
        for (name, value) in [("--out", out), ("--results", results), ("the manifest", manifest)] where value == "" {
            throw ValidationError("\(name) is empty: name a path")
        }
    }

    /// What cannot be asked together.
    func check(with output: OutputOptions) throws {
        if output.json, results == "-" {
            throw ValidationError("--json and --results - both want standard output: leave one of them out")
        }
    }

    func next(_ store: StoreOptions, _ csv: CSVOptions) -> NextCommand {
        NextCommand(
            store: store.store,
            delimiter: csv.delimiter,
            encoding: csv.encoding
        )
    }

    func request(_ mode: RunRequest.Mode, _ csv: CSVOptions, _ parallelism: Int) -> RunRequest {
        RunRequest(
            mode: mode,
            manifest: manifest,
            reading: csv.reading,
            atomicity: limits.atomic ?? .row,
            outputFolder: out,
            results: results,
            parallelism: parallelism,
            limits: limits.limits,
            once: limits.once
        )
    }
}
