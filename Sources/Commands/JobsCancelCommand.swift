import ArgumentParser
import Glibc
import Jobs
import Manifest

/// `seatwise jobs cancel`: asks the process that carries out a job to stop.
struct JobsCancelCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stops a job that another command carries out.",
        discussion: """
              seatwise jobs cancel latest

            The customer at hand is taken back, those before it stay changed, and that command writes all its files: rows \
            that were not reached are unprocessed. Waits until it has.
            """
    )

    @Argument(help: "The job's id, how it begins, or latest.")
    var id: String

    @OptionGroup(title: "Running") var store: StoreOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    /// A customer is some seconds' work at most, and so are the files of a large manifest.
    private static let patience = 60.0

    func carryOut(in surroundings: Surroundings) throws -> ExitStatus {
        let directory = try store.open(surroundings)
        let job = try JobSearch.job(id, in: directory)
        guard let writer = directory.currentWriter, writer.job == job.id else {
            throw CommandRefusal(
                status: .usage,
                message: "job \(job.id) is not running, it is \(JobsText.state(job)): there is nothing to cancel"
            )
        }
        guard kill(writer.process, StopSignals.cancellation) == 0 else {
            throw CommandRefusal(
                status: .couldNotRun,
                message: "job \(job.id) is carried out by process \(writer.process), which cannot be told to stop: "
                    + "ask \(MessageText.plain(job.actor)), or stop it as root"
            )
        }
        let end = surroundings.uptime() + Self.patience
        while directory.currentWriter?.job == job.id, surroundings.uptime() < end { usleep(20_000) }
        let ended = try JobSearch.job(job.id, in: directory)
        if output.json {
            try surroundings.console.results.write(try JSONText.of(Versioned(ended)))
        } else if !output.quiet {
            surroundings.console.messages.say("job \(job.id) is \(JobsText.state(ended)) now\n")
        }
        return .success
    }
}
