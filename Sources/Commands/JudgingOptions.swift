import ArgumentParser
import Jobs
import Licensing

/// What `plan` and `apply` have in common.
struct JudgingOptions: ParsableArguments {
    @Argument(help: "The manifest, a CSV file; - reads standard input.", completion: .file(extensions: ["csv"]))
    var manifest: String

    @Option(
        help: ArgumentHelp(
            "What a refused row takes with it: nothing (row), the other rows of its user, or the whole file.",
            valueName: "row|user|file"
        )
    )
    var atomic: Atomicity = .row

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

    @Option(
        help: ArgumentHelp(
            "Changes nothing when more rows are refused than this: a number, or a share of the rows, such as 5%.",
            valueName: "n|n%"
        )
    )
    var maxErrors: CountLimit?

    @Option(
        help: ArgumentHelp(
            "Changes nothing when more licenses would be revoked than this: a number, or a share of those that the "
                + "customers named hold, such as 5%.",
            valueName: "n|n%"
        )
    )
    var maxRevokes: CountLimit?

    @Option(
        help: ArgumentHelp(
            "Changes nothing when more users than this would be left without any license.",
            valueName: "n"
        )
    )
    var maxUnlicensed: Int?

    @Flag(help: "Refuses a manifest that was applied before.")
    var once = false

    func validate() throws {
        for (name, value) in [("--out", out), ("--results", results), ("the manifest", manifest)] where value == "" {
            throw ValidationError("\(name) is empty: name a path")
        }
        if let maxUnlicensed, maxUnlicensed < 0 {
            throw ValidationError("--max-unlicensed is a number of users, 0 or more")
        }
    }

    /// What cannot be asked together.
    func check(with output: OutputOptions) throws {
        if output.json, results == "-" {
            throw ValidationError("--json and --results - both want standard output: leave one of them out")
        }
    }

    func next(_ store: StoreOptions, _ csv: CSVOptions) -> NextCommand {
        NextCommand(store: store.store, atomicity: atomic, delimiter: csv.delimiter, encoding: csv.encoding)
    }

    func request(_ mode: RunRequest.Mode, _ csv: CSVOptions, _ parallelism: Int) -> RunRequest {
        RunRequest(
            mode: mode,
            manifest: manifest,
            reading: csv.reading,
            atomicity: atomic,
            outputFolder: out,
            results: results,
            parallelism: parallelism,
            limits: RunLimits(
                errors: maxErrors,
                revokes: maxRevokes,
                unlicensed: maxUnlicensed.map { .number($0) }
            ),
            once: once
        )
    }
}

extension Atomicity: ExpressibleByArgument {}

extension CountLimit: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }
}
