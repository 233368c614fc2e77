/// The user or the system asked the run to stop (Ctrl-C, `kill`); thrown by whoever is told of progress.
///
/// What was not committed by then is not changed.
package struct Interrupted: Error {
    package init() {}
}
