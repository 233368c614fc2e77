import ArgumentParser
import Jobs
import Licensing
import Manifest

/// Runs a plan or an apply for the command line: progress on the way, then the summary and the exit status.
struct ManifestRunner {
    let store: StoreOptions
    /// Nil for what writes nothing to the store.
    var waiting: WaitOptions?
    let output: OutputOptions
    let next: NextCommand
    /// Takes what there is to say in place of the user, who is told by default.
    var listener: ((RunReport) -> Void)?

    /// Runs a plan or an apply to the end.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - surroundings: everything outside.
    ///   - source: makes the manifest of this run from the directory, where it is not the one that the request names.
    ///   - confirm: is asked before anything is changed.
    /// - Returns: how it went.
    /// - Throws: what is in the way.
    func run(
        _ request: RunRequest,
        in surroundings: Surroundings,
        source: (@Sendable (any Directory, ReadingOptions) throws -> CSVFile)? = nil,
        confirm: @escaping @Sendable (RunReport) -> Bool
    ) throws -> ExitStatus {
        try carryOut(in: surroundings, confirm: confirm) { directory, environment in
            var open: (@Sendable (ReadingOptions) throws -> CSVFile)?
            if let source { open = { try source(directory, $0) } }
            return try ManifestRun(request, directory: directory, environment: environment, source: open).run()
        }
    }

    /// Runs anything of the kind to the end.
    ///
    /// - Parameters:
    ///   - surroundings: everything outside.
    ///   - confirm: is asked before anything is changed.
    ///   - work: the run.
    /// - Returns: how it went.
    /// - Throws: what is in the way.
    func carryOut(
        in surroundings: Surroundings,
        confirm: @escaping @Sendable (RunReport) -> Bool = { _ in true },
        _ work: (any Directory, RunEnvironment) throws -> ManifestRun.Ending
    ) throws -> ExitStatus {
        let signals = surroundings.stopSignals
        let watch = RunWatch(meter: ProgressMeter(surroundings, output), signals: signals)
        // The last words must not stand behind a line of progress, whatever they are.
        defer { watch.meter.clear() }
        let environment = RunEnvironment(
            actor: surroundings.actor,
            now: surroundings.now,
            randomNumber: surroundings.randomNumber,
            uptime: surroundings.uptime,
            progress: watch.update,
            note: { [log = surroundings.console.messages.log] in log?.note($0) },
            confirm: { report in
                watch.meter.clear()
                defer { watch.meter.clear() }
                return try signals.atOnce { confirm(report) }
            }
        )
        let directory = try store.open(surroundings, waiting)
        let ending = try watch.tellingChanges(mayChange: waiting != nil) { try work(directory, environment) }
        watch.meter.clear()
        switch ending {
        case .finished(let report):
            if let listener { listener(report) } else { try show(report, surroundings) }
            if let stop = report.stop { throw refusal(report, stop) }
            if let drifted = report.statuses[.drifted], drifted > 0 { throw Self.drift(report, drifted) }
            return report.isClean ? .success : .rowsRefused
        case .declined:
            throw CommandRefusal(status: .notConfirmed, message: "not confirmed: nothing was changed")
        }
    }

    private static func drift(_ report: RunReport, _ drifted: Int) -> CommandRefusal {
        let rows = CountText.of(drifted, "row")
        return CommandRefusal(
            status: .stale,
            message:
                "\(rows) drifted: their customers, or the catalog, were changed after this was judged, and were left "
                + "as they are; plan those rows again, they are in \(report.files.failed ?? "failed.csv")"
        )
    }

    private func refusal(_ report: RunReport, _ stop: RunReport.Stop) -> CommandRefusal {
        switch stop {
        case .interrupted:
            CommandRefusal(
                status: .interrupted,
                message: "interrupted; \(SummaryText.reached(report)): "
                    + (report.job.map { "`\(next.resume($0))` does the rest" } ?? "apply it again")
            )
        case .cancelled:
            CommandRefusal(
                status: .interrupted,
                message: "cancelled by `seatwise jobs cancel`; \(SummaryText.reached(report)): "
                    + "apply the manifest again to do the rest"
            )
        case .limit(let passed):
            LimitText.refusal(passed, results: report.files.results)
        case .store(let error):
            CommandRefusal(status: .couldNotRun, message: "\(error); \(SummaryText.reached(report))\(way(report))")
        case .output(let error):
            CommandRefusal(
                status: Failure(error).status,
                message: "\(error); \(SummaryText.reached(report))\(way(report))"
            )
        }
    }

    /// Where a job failed, what does the rest.
    private func way(_ report: RunReport) -> String {
        report.job.map { ": once that is mended, `\(next.resume($0))` does the rest" } ?? ""
    }

    /// One place that says how it went, and in which form.
    private func show(_ report: RunReport, _ surroundings: Surroundings) throws {
        let messages = surroundings.console.messages
        messages.log?.finished(report, next)
        if output.json {
            do {
                try surroundings.console.results.write(report.json())
            } catch is OutputClosed {
                // Whoever read it has seen enough; how the run ended stays true.
            }
        } else if messages.log != nil {
            return
        } else if output.quiet {
            if let line = SummaryText.quietLine(report) { messages.say(line + "\n") }
        } else {
            let text = SummaryText(
                report: report,
                next: next,
                style: messages.style(output),
                columns: messages.columns()
            )
            messages.say(text.text)
        }
    }
}
