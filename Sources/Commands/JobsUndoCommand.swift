import ArgumentParser
import Jobs
import Licensing
import Manifest
import Synchronization

/// `seatwise jobs undo`: puts back what one job changed, where it still stands so.
struct JobsUndoCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Puts back what one job changed.",
        discussion: """
              seatwise jobs undo latest
              seatwise jobs undo 20260131-020000-0k3f9ab --yes

            A user for whom something was changed since keeps what there is now, and is named in kept.csv. What is put \
            back is judged like any manifest, and is a job itself, which can be undone.
            """
    )

    @Argument(help: "The job's id, how it begins, or latest.")
    var id: String

    @Option(
        help: ArgumentHelp("Where the results go. (default: seatwise-results/undo-ID-TIME)", valueName: "folder"),
        completion: .directory
    )
    var out: String?

    @Flag(help: "Does not ask before changing anything.")
    var yes = false

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var waiting: WaitOptions
    @OptionGroup(title: "Running") var parallelism: ParallelismOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if out == "" { throw ValidationError("--out is empty: name a path") }
    }

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let job = try JobSearch.job(id, in: try store.open(surroundings)).id
        let usual = "seatwise-results/undo-\(job)-\(Timestamp.digits(surroundings.now()))"
        let folder = out ?? OutputFolder.free(usual)
        let manifest = folder + "/undo-of-\(job).csv"
        let next = NextCommand(store: store.store, delimiter: nil, encoding: nil)
        let confirmation = Confirmation(console: surroundings.console, output: output, next: next)
        if !yes {
            try confirmation.checkThatItCanAsk(about: manifest, "jobs undo", preview: "seatwise jobs show \(job)")
        }
        let kept = Mutex<[JobUndo.Kept]>([])
        let runner = ManifestRunner(store: store, waiting: waiting, output: output, next: next)
        var request = RunRequest(
            mode: .apply,
            manifest: manifest,
            // Half of a swap is nothing to go back to.
            atomicity: .user,
            outputFolder: folder,
            parallelism: parallelism.count(surroundings)
        )
        request.closing = job
        let status = try runner.run(request, in: surroundings) { directory, options in
            let undo = try directory.read { try JobUndo(of: job, $0) }
            try OutputFolder.make(folder)
            try undo.write(to: manifest)
            if !undo.kept.isEmpty { try undo.writeKept(to: folder + "/kept.csv") }
            kept.withLock { $0 = undo.kept }
            return try CSVFile.open(path: manifest, options: options)
        } confirm: { report in
            yes || confirmation.ask(about: report)
        }
        return kept.withLock { kept in
            if kept.isEmpty { return status }
            surroundings.console.messages.say(Self.text(kept, folder), .warning)
            return status == .success ? .rowsRefused : status
        }
    }

    /// Who is kept, the first few by name.
    private static func text(_ kept: [JobUndo.Kept], _ folder: String) -> String {
        let names = kept.map { $0.user ?? "a user who is no longer there" }
        return "kept: \(CountText.of(kept.count, "user")) changed since, "
            + "\(MessageText.list(names, limit: 5)); see \(MessageText.plain(folder, limit: 1000))/kept.csv\n"
    }
}
