/// How the tool ends, for scripts: the table of docs/exit-codes.md.
enum ExitStatus: Int32 {
    /// Every row is ok.
    case success = 0
    /// Finished; some rows were refused or failed.
    case rowsRefused = 1
    /// Store, disk, directory or configuration stood in the way.
    case couldNotRun = 3
    case bug = 5
    /// A guard refused, or a confirmation is missing.
    case notConfirmed = 6
    case usage = 64
    /// The manifest, or a file to import, cannot be read.
    case unreadable = 65
}
