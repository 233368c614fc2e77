import ArgumentParser
import Jobs
import Manifest

/// `seatwise apply`: judges a manifest and makes the changes.
struct ApplyCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Applies the rows of a manifest that are valid.",
        discussion: """
              seatwise apply manifest.csv
              seatwise apply manifest.csv --yes --atomic user --quiet
              seatwise apply friday.plan

            Says what would change and asks before it does; without a terminal it needs --yes. Writes results.csv, \
            failed.csv, shortages.csv, summary.json, and undo.csv, a manifest that takes it all back.
            """
    )

    @OptionGroup var judging: JudgingOptions

    @Flag(help: "Does not ask before changing anything.")
    var yes = false

    @Flag(help: "Changes nothing: the same as plan.")
    var dryRun = false

    @OptionGroup(title: "Reading") var csv: CSVOptions
    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var waiting: WaitOptions
    @OptionGroup(title: "Running") var parallelism: ParallelismOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        try judging.check(with: output)
    }

    /// How the manifest is read and judged was said when the plan was made.
    private func refuseWhatThePlanSays() throws {
        let given = [
            ("--atomic", judging.limits.atomic != nil), ("--delimiter", csv.delimiter != nil),
            ("--encoding", csv.encoding != nil),
        ]
        guard let flag = given.first(where: \.1)?.0 else { return }
        throw CommandRefusal(
            status: .usage,
            message: "\(MessageText.plain(judging.manifest)) is a saved plan, which was judged already: "
                + "leave \(flag) out, or plan again with it"
        )
    }

    private var preview: String {
        KeptFile.isOne(at: judging.manifest)
            ? "seatwise apply \(ShellQuoting.quoted(judging.manifest)) --dry-run" : "seatwise plan"
    }

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        if KeptFile.isOne(at: judging.manifest) { try refuseWhatThePlanSays() }
        let next = judging.next(store, csv)
        let runner = ManifestRunner(store: store, waiting: dryRun ? nil : waiting, output: output, next: next)
        let request = judging.request(dryRun ? .plan : .apply, csv, parallelism.count(surroundings))
        let confirmation = Confirmation(console: surroundings.console, output: output, next: next)
        if !yes, !dryRun { try confirmation.checkThatItCanAsk(about: judging.manifest, preview: preview) }
        return try runner.run(request, in: surroundings) { report in yes || confirmation.ask(about: report) }
    }
}
