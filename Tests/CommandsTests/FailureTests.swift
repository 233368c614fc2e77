import Testing

@testable import Commands
@testable import Jobs
@testable import Manifest

@Suite struct FailureTests {
    private struct Surprise: Error {}

    @Test func everyErrorHasItsExitCode() {
        let problem = UnreadableFile(file: "a.csv", line: 3, problem: "it is odd", remedy: "mend it")
        let cases: [(any Error, Int32, String?)] = [
            (problem, 65, "cannot read a.csv, line 3: it is odd: mend it"),
            (ImportRefused(problems: [], count: 2), 65, "nothing was imported: 2 lines cannot be taken, see above"),
            (StoreError(code: .full, path: "s.db", message: "no space left"), 3, "no space left"),
            (FileTrouble(operation: "write", path: "r.csv", code: 28, reason: "full"), 3, "cannot write r.csv: full"),
            (CommandRefusal(status: .notConfirmed, message: "not confirmed"), 6, "not confirmed"),
            (Interrupted(), 4, "interrupted: nothing was changed"),
            (OutputClosed(), 0, nil),
            (Surprise(), 5, "a bug in seatwise: Surprise(): please report it with the command you typed"),
        ]
        for (error, status, message) in cases {
            let failure = Failure(error)
            #expect(failure.status.rawValue == status, "\(error)")
            #expect(failure.message == message)
        }
    }
}
