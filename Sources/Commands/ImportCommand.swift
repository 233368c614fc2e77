import ArgumentParser
import Jobs
import Manifest

/// `seatwise import`: loads catalog and directory from the files of a folder.
struct ImportCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Loads catalog and directory from the files of a folder.",
        discussion: """
              seatwise import samples
              seatwise import nightly --replace

            The folder holds any of products.csv, rules.csv, customers.csv, users.csv, subscriptions.csv and \
            assignments.csv. All of them are loaded in one step, or none.
            """
    )

    @Argument(help: "The folder with the files.", completion: .directory)
    var folder: String

    @Flag(help: "Makes each file the whole truth for its kind: what it does not name is removed.")
    var replace = false

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var waiting: WaitOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let messages = surroundings.console.messages
        let meter = ProgressMeter(surroundings, output)
        defer { meter.clear() }
        let signals = surroundings.stopSignals
        let loading = Import(folder: folder, replaces: replace) { format, done, total in
            try signals.check()
            meter.update(format.fileName, .bytes, done: done, total: total)
        }
        let report: ImportReport
        do {
            report = try loading.run(into: store.openOrCreate(surroundings, waiting))
        } catch let refused as ImportRefused {
            meter.clear()
            messages.say(ImportText.problems(refused), .error)
            throw refused
        }
        meter.clear()
        if output.json {
            try surroundings.console.results.write(try JSONText.of(Versioned(ImportOutcome(report))))
        } else if !output.quiet {
            let path = store.path(surroundings.variables)
            messages.say(ImportText.summary(report, store: path, style: messages.style(output)))
        }
        return .success
    }
}

/// What `import --json` prints.
private struct ImportOutcome: Encodable {
    let files: [String: ImportReport.Counts]
    let products: Int
    let plans: Int
    let unknownNames: [String]

    private enum CodingKeys: String, CodingKey {
        case files, products, plans
        case unknownNames = "unknown_names"
    }

    init(_ report: ImportReport) {
        files = Dictionary(uniqueKeysWithValues: report.counts.map { ($0.key.rawValue, $0.value) })
        products = report.productCount
        plans = report.planCount
        unknownNames = report.unknownNames
    }
}
