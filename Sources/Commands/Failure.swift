import Jobs
import Manifest

/// What an error means to the user: the one place where errors become an exit code and a sentence.
struct Failure {
    let status: ExitStatus
    /// One sentence, or nil when there is nobody left to tell.
    let message: String?

    init(_ error: any Error) {
        switch error {
        case let error as CommandRefusal:
            status = error.status
            message = error.message
        case let error as UnreadableFile:
            status = .unreadable
            message = error.description
        case let error as ImportRefused:
            status = .unreadable
            message = "nothing was imported: \(CountText.of(error.count, "line")) cannot be taken, see above"
        case let error as StoreError:
            status = .couldNotRun
            message = error.description
        case let error as FileTrouble:
            status = .couldNotRun
            message = error.description
        case is Interrupted:
            status = .interrupted
            message = "interrupted: nothing was changed"
        case let error as AppliedBefore:
            status = .stale
            message =
                "this manifest was applied before, by job \(error.job.id), and --once was given: nothing was changed; "
                + "see `seatwise jobs show \(error.job.id)`, or leave --once out to apply it again"
        case let error as StalePlan:
            status = .stale
            message = Self.text(error)
        case let error as UnusableFile:
            status = .couldNotRun
            message = "\(error): nothing was changed; plan again from the manifest"
        case let error as KeptJob.Unusable:
            status = .couldNotRun
            message =
                "\(MessageText.plain(error.problem, limit: 1000)), which job \(error.job.id) would go by: "
                + "apply its manifest again; what it changed is in `seatwise jobs show \(error.job.id)`"
        case let error as KeptJob.NotOpen:
            status = .usage
            message = Self.text(error.job)
        case is OutputClosed:
            // Whoever read our output has seen enough; that is no error.
            status = .success
            message = nil
        default:
            status = .bug
            message = "a bug in seatwise: \(error): please report it with the command you typed"
        }
    }

    private static func text(_ job: JobRecord) -> String {
        job.state == .running
            ? "job \(job.id) is running still: its files come when it has ended; `seatwise jobs cancel \(job.id)` stops it"
            : "job \(job.id) is \(JobsText.state(job.state)): there is nothing to resume; "
                + "`seatwise jobs show \(job.id)` tells what it did"
    }

    private static func text(_ stale: StalePlan) -> String {
        switch stale {
        case .otherDirectory:
            "this plan was made for another store: nothing was changed; name that one with --store, or plan again"
        case .applied(let job):
            "this plan was applied before, by job \(job.id), which is \(JobsText.state(job.state)): nothing was changed; "
                + (job.state.canBeResumed ? "`seatwise jobs resume \(job.id)` does the rest" : "plan again")
        }
    }
}

/// A command that ends early for a reason of its own: nothing was changed.
struct CommandRefusal: Error {
    let status: ExitStatus
    let message: String
}
