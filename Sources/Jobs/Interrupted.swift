/// The user or the system asked the run to stop (Ctrl-C, `kill`), or another process did with `jobs cancel`; thrown by
/// whoever is told of progress.
///
/// What was not committed by then is not changed.
package struct Interrupted: Error {
    package let isCancelled: Bool

    package init(isCancelled: Bool = false) {
        self.isCancelled = isCancelled
    }
}
