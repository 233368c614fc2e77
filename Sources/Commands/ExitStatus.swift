/// How the tool ends, for scripts: the table of docs/exit-codes.md.
enum ExitStatus: Int32 {
    /// Every row is ok.
    case success = 0
    /// Finished; some rows were refused or failed.
    case rowsRefused = 1
    /// More rows are refused than `--max-errors` allows.
    case stoppedByLimit = 2
    /// Store, disk, directory or configuration stood in the way.
    case couldNotRun = 3
    /// Stopped by a signal, or by `jobs cancel`; whoever stopped it is told what does the rest.
    case interrupted = 4
    case bug = 5
    /// A guard such as `--max-revokes` refused, or a confirmation is missing.
    case notConfirmed = 6
    /// Customers were changed since a plan was saved or a job was stopped; or manifest or plan were applied before.
    case stale = 7
    case usage = 64
    /// The manifest, or a file to import, cannot be read.
    case unreadable = 65
}
