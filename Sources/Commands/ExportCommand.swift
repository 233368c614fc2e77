import ArgumentParser
import Jobs
import Manifest

/// `seatwise export`: writes catalog and directory as the files that `import` reads.
struct ExportCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes catalog and directory as the files that import reads.",
        discussion: """
              seatwise export backup
              diff -r backup-yesterday backup

            Rows are sorted, so that two exports can be compared.
            """
    )

    @Argument(help: "The folder to write; it is made when it is not there.", completion: .directory)
    var folder: String

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var parallelism: ParallelismOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if folder.isEmpty { throw ValidationError("the folder is empty: name a path") }
    }

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let meter = ProgressMeter(surroundings, output)
        defer { meter.clear() }
        let count = parallelism.count(surroundings)
        let export = Export(folder: folder, directory: try store.open(surroundings), parallelism: count)
        let signals = surroundings.stopSignals
        let counts = try export.run { format, done, total in
            try signals.check()
            meter.update(format.fileName, .things("customers"), done: done, total: total)
        }
        meter.clear()
        if output.json {
            let rows = Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
            let outcome = ExportOutcome(folder: folder, rows: rows)
            try surroundings.console.results.write(try JSONText.of(Versioned(outcome)))
        } else if !output.quiet {
            let lines = DirectoryFormat.allCases.compactMap { format in
                counts[format].map { "  \(format.fileName): \(CountText.of($0, "row"))\n" }
            }
            let style = surroundings.console.messages.style(output)
            let head = "\(style.good("exported")) to \(MessageText.plain(folder)):\n"
            surroundings.console.messages.say(head + lines.joined())
        }
        return .success
    }
}

/// What `export --json` prints.
private struct ExportOutcome: Encodable {
    let folder: String
    /// Rows by kind of file.
    let rows: [String: Int]
}
