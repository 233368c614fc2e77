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

    /// Runs to the end.
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
        source: (@Sendable (any Directory) throws -> CSVFile)? = nil,
        confirm: @escaping @Sendable (RunReport) -> Bool
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
            confirm: { report in
                watch.meter.clear()
                defer { watch.meter.clear() }
                return try signals.atOnce { confirm(report) }
            }
        )
        let directory = try store.open(surroundings, waiting)
        var open: (@Sendable () throws -> CSVFile)?
        if let source { open = { try source(directory) } }
        let run = ManifestRun(request, directory: directory, environment: environment, source: open)
        let ending = try watch.tellingChanges { try run.run() }
        watch.meter.clear()
        switch ending {
        case .finished(let report):
            if let listener { listener(report) } else { try show(report, surroundings) }
            if let stop = report.stop { throw refusal(report, stop) }
            return report.isClean ? .success : .rowsRefused
        case .declined:
            throw CommandRefusal(status: .notConfirmed, message: "not confirmed: nothing was changed")
        }
    }

    private func refusal(_ report: RunReport, _ stop: RunReport.Stop) -> CommandRefusal {
        switch stop {
        case .interrupted:
            CommandRefusal(
                status: .interrupted,
                message: "interrupted; \(SummaryText.reached(report)): the command above does the rest"
            )
        case .cancelled:
            CommandRefusal(
                status: .interrupted,
                message: "cancelled by `seatwise jobs cancel`; \(SummaryText.reached(report)): "
                    + "the command above does the rest"
            )
        case .limit(let passed):
            LimitText.refusal(passed)
        case .store(let error):
            CommandRefusal(status: .couldNotRun, message: "\(error); \(SummaryText.reached(report))")
        case .output(let error):
            CommandRefusal(status: Failure(error).status, message: "\(error); \(SummaryText.reached(report))")
        }
    }

    /// One place that says how it went, and in which form.
    private func show(_ report: RunReport, _ surroundings: Surroundings) throws {
        let messages = surroundings.console.messages
        if output.json {
            do {
                try surroundings.console.results.write(report.json())
            } catch is OutputClosed {
                // Whoever read it has seen enough; how the run ended stays true.
            }
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
