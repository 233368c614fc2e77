import ArgumentParser
import FoundationEssentials
import Glibc
import Jobs
import Licensing
import Manifest

/// `seatwise inbox`: applies the manifests that were dropped into a folder.
struct InboxCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "Applies the manifests that were dropped into a folder, for cron and timers.",
        discussion: """
              seatwise inbox /srv/licenses --max-revokes 5% --max-unlicensed 0 --quiet

            Takes each file there in name order, unless it is hidden, ends in .part, or is being written still; applies it \
            under the limits given, without asking; and moves it with its results to a folder of its own in done, or in \
            failed when nothing of it was applied. One that fails does not stop the others. Started twice, the second \
            leaves the folder to the first.
            """
    )

    @Argument(help: "The folder.", completion: .directory)
    var folder: String

    @Option(
        help: ArgumentHelp("How long nobody may have written to a file before it is taken.", valueName: "seconds")
    )
    var settle = 2

    @OptionGroup var limits: LimitOptions
    @OptionGroup(title: "Reading") var csv: CSVOptions
    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Running") var waiting: WaitOptions
    @OptionGroup(title: "Running") var parallelism: ParallelismOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard settle >= 0 else { throw ValidationError("--settle is a number of seconds, 0 or more") }
        if folder.isEmpty { throw ValidationError("the folder is empty: name a path") }
    }

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let inbox = Inbox(folder, now: surroundings.now)
        guard let hold = try inbox.hold() else {
            if !output.quiet {
                surroundings.console.messages.say("another seatwise inbox is at work in \(MessageText.plain(folder))\n")
            }
            return .success
        }
        var outcomes: [InboxOutcome] = []
        defer {
            // Of what was done before trouble came, too; when nobody reads it there is nobody to tell.
            if output.json, let text = try? JSONText.of(Versioned(["files": outcomes])) {
                try? surroundings.console.results.write(text)
            }
        }
        return try withExtendedLifetime(hold) {
            for item in try inbox.leftover() {
                try surroundings.stopSignals.check()
                outcomes.append(try apply(item, inbox, surroundings, isLeft: true))
            }
            // The store may stand in the same folder; one that is not there yet is told of when it is needed.
            let spared = (try? store.open(surroundings).ownFiles) ?? []
            for name in try inbox.manifests(sparing: spared) {
                try surroundings.stopSignals.check()
                let isFinished = try inbox.isFinished(name, after: Double(settle)) { seconds in
                    usleep(UInt32(min(seconds, 60) * 1_000_000))
                    try surroundings.stopSignals.check()
                }
                guard isFinished else {
                    say("\(MessageText.plain(name)) is being written still: left for the next time", surroundings)
                    continue
                }
                outcomes.append(try apply(try inbox.take(name), inbox, surroundings))
            }
            return outcomes.allSatisfy(\.isClean) ? .success : .rowsRefused
        }
    }

    /// Applies one manifest, or what a run that was killed has left of it; tells what became of it.
    ///
    /// - Throws: what is no fault of the manifest; it is put back then.
    private func apply(
        _ item: Inbox.Item,
        _ inbox: Inbox,
        _ surroundings: Surroundings,
        isLeft: Bool = false
    ) throws -> InboxOutcome {
        var report: RunReport?
        do {
            let status = try carryOut(item, surroundings, isLeft: isLeft) { report = $0 }
            let finished = try inbox.finish(item, .done, report)
            tell(item, finished, surroundings)
            return InboxOutcome(item, finished, .done, isClean: status == .success)
        } catch {
            let failure = Failure(error)
            switch Self.fault(failure.status, report) {
            case .ofNoFile:
                try inbox.leave(item)
                throw error
            case .ofSomeRows:
                let finished = try inbox.finish(item, .done, report)
                tell(item, finished, surroundings)
                return InboxOutcome(item, finished, .done, isClean: false, message: failure.message)
            case .ofTheFile:
                let finished = try inbox.finish(item, .failed, report, message: failure.message)
                let place = finished.folder
                surroundings.console.messages.say(
                    "Error: \(MessageText.plain(item.name)): \(failure.message ?? "nothing was applied"); "
                        + "it is in \(MessageText.plain(place, limit: 1000)) now\n"
                )
                return InboxOutcome(item, finished, .failed, isClean: false, message: failure.message)
            }
        }
    }

    private func carryOut(
        _ item: Inbox.Item,
        _ surroundings: Surroundings,
        isLeft: Bool,
        _ listener: @escaping (RunReport) -> Void
    ) throws -> ExitStatus {
        let atomicity = limits.atomic ?? .row
        let runner = ManifestRunner(store: store, waiting: waiting, output: output, next: next, listener: listener)
        let count = parallelism.count(surroundings)
        if isLeft, let begun = try JobsQuery.last(writingTo: item.results, in: try store.open(surroundings)) {
            do {
                return try runner.carryOut(in: surroundings) { directory, environment in
                    let job = KeptJob(begun, parallelism: count, directory: directory, environment: environment)
                    return .finished(try begun.state.isAtItsEnd ? job.writeResults() : job.resume())
                }
            } catch is KeptJob.Unusable {
                // Then it is applied again, which does the rest as well.
            }
        }
        let request = RunRequest(
            mode: .apply,
            // What it is called afterwards, in lists of jobs: the place in which it is now is nobody's business.
            manifest: folder + "/" + item.name,
            reading: csv.reading,
            atomicity: atomicity,
            outputFolder: item.results,
            parallelism: count,
            limits: limits.limits,
            once: limits.once
        )
        return try runner.run(request, in: surroundings) { _, options in
            try CSVFile.open(path: item.manifest, options: options)
        } confirm: { _ in
            true
        }
    }

    /// Says how a manifest went; with `--quiet` only when somebody must act.
    private func tell(_ item: Inbox.Item, _ finished: Inbox.Finished, _ surroundings: Surroundings) {
        guard let report = finished.report else { return }
        let messages = surroundings.console.messages
        if let log = messages.log { return log.finished(report, next) }
        guard !output.quiet || !report.isClean else { return }
        let name = MessageText.plain(item.name)
        let rows = CountText.of(report.rowCount, "row")
        let statuses = report.statuses.isEmpty ? "" : ", " + SummaryText.statuses(report, messages.style(output))
        messages.say("\(name): \(rows)\(statuses); it is in \(MessageText.plain(finished.folder, limit: 1000)) now\n")
    }

    private var next: NextCommand {
        NextCommand(store: store.store, delimiter: csv.delimiter, encoding: csv.encoding)
    }

    private enum Fault {
        /// Store, disk or a signal: the next manifest would fare no better.
        case ofNoFile
        /// Limits, what cannot be read, what was applied before: nothing of it was applied.
        case ofTheFile
        /// It was applied but for rows that are in its results, or somebody cancelled it.
        case ofSomeRows
    }

    private static func fault(_ status: ExitStatus, _ report: RunReport?) -> Fault {
        switch status {
        case .stoppedByLimit, .notConfirmed, .unreadable: return .ofTheFile
        case .stale: return report == nil ? .ofTheFile : .ofSomeRows
        case .interrupted:
            if case .cancelled = report?.stop { return .ofSomeRows }
            return .ofNoFile
        case .success, .rowsRefused, .couldNotRun, .bug, .usage: return .ofNoFile
        }
    }

    private func say(_ text: String, _ surroundings: Surroundings) {
        if !output.quiet { surroundings.console.messages.say(text + "\n") }
    }
}
