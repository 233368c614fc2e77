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
        case is OutputClosed:
            // Whoever read our output has seen enough; that is no error.
            status = .success
            message = nil
        default:
            status = .bug
            message = "a bug in seatwise: \(error): please report it with the command you typed"
        }
    }
}

/// A command that ends early for a reason of its own: nothing was changed.
struct CommandRefusal: Error {
    let status: ExitStatus
    let message: String
}
