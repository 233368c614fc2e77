import Foundation
import Jobs
import SQLiteStore
import TestSupport
import Testing

/// A run that is told to stop: exit 4, whole customers, every row accounted for, and the rest can be done later.
@Suite struct InterruptionTests {
    private static let world = SwapWorld(customers: 60, users: 700)

    @Test(.timeLimit(.minutes(5)), arguments: [SIGINT, SIGTERM])
    func aStoppedApplyAccountsForEveryRowAndCanBeFinished(signal: Int32) throws {
        let (stopped, whole) = (try Tool.fresh(), try Tool.fresh())
        for tool in [stopped, whole] {
            try Self.world.write(to: tool.folder)
            #expect(try tool.run("import", ".", "--quiet").status == 0)
        }
        let before = try stopped.export(to: "before")
        let apply = try stopped.start(["apply", "manifest.csv", "--yes", "--out", "out"])
        let store = try SQLiteStore.open(path: stopped.folder.path("seatwise.db"), mode: .existing)
        while try !hasReachedACustomer(store), apply.process.isRunning {}
        apply.send(signal)
        let outcome = try apply.outcome()

        #expect(outcome.status == 4, "\(outcome.messages)")
        #expect(outcome.lastMessage.hasPrefix("Error: interrupted; "))
        let job = try #require(try store.read { try $0.jobs().first?.id })
        #expect(outcome.messages.contains("  seatwise jobs resume \(job)\n"))
        #expect(outcome.lastMessage.hasSuffix(": `seatwise jobs resume \(job)` does the rest"))
        #expect(try store.read { try $0.jobs().map(\.state) } == [.interrupted])
        let rows = Self.world.customers * Self.world.users * 2
        let results = try stopped.folder.read("out/results.csv")
        #expect(results.count { $0 == UInt8(ascii: "\n") } == rows + 1)
        let summary = try JSONDecoder().decode(Summary.self, from: stopped.folder.read("out/summary.json"))
        #expect(summary.stopped == "interrupted")
        #expect(Set(summary.counts.keys) == ["applied", "unprocessed"])
        #expect(summary.counts.values.reduce(0, +) == rows)

        // What it did can be taken back ...
        let undone = try Tool.fresh()
        try FileManager.default.copyItem(
            atPath: stopped.folder.path("seatwise.db"),
            toPath: undone.folder.path("seatwise.db")
        )
        #expect(try undone.run("apply", stopped.folder.path("out/undo.csv"), "--yes", "--quiet").status == 0)
        #expect(try undone.export(to: "after") == before)
        // ... or finished, and then nobody can tell that it was stopped.
        #expect(try stopped.run("apply", "manifest.csv", "--yes", "--quiet").status == 0)
        #expect(try whole.run("apply", "manifest.csv", "--yes", "--quiet").status == 0)
        #expect(try stopped.export(to: "after") == (try whole.export(to: "after")))
    }

    @Test(.timeLimit(.minutes(5)))
    func aKilledApplyIsSaidToBeInterruptedAndCanBeFinished() throws {
        let (killed, whole) = (try Tool.fresh(), try Tool.fresh())
        for tool in [killed, whole] {
            try Self.world.write(to: tool.folder)
            #expect(try tool.run("import", ".", "--quiet").status == 0)
        }
        let apply = try killed.start(["apply", "manifest.csv", "--yes", "--out", "out"])
        let store = try SQLiteStore.open(path: killed.folder.path("seatwise.db"), mode: .existing)
        while try !hasReachedACustomer(store), apply.process.isRunning {}
        #expect(try store.read { try $0.jobs().map(\.state) } == [.running])
        apply.send(SIGKILL)
        #expect(try apply.outcome().status == -SIGKILL)
        // Before anybody writes, and after.
        #expect(try store.read { try $0.jobs().map(\.state) } == [.interrupted])
        let planned = try killed.run("plan", "manifest.csv", "--out", "plan")
        #expect(planned.messages.contains(" of this manifest was left interrupted at "), "\(planned.messages)")
        try store.write(purpose: "test") { _ in }
        #expect(try store.read { try $0.jobs().map(\.state) } == [.interrupted])
        // No output has its name, and what was begun is swept away by the next.
        #expect(try killed.folder.contents(of: "out").keys.allSatisfy { $0.hasPrefix(".seatwise-") })
        let finished = try killed.run("apply", "manifest.csv", "--yes", "--out", "out")
        #expect(finished.status == 0, "\(finished.messages)")
        #expect(finished.messages.contains(" of this manifest was left interrupted at "))
        #expect(try killed.folder.contents(of: "out").keys.allSatisfy { !$0.hasPrefix(".") })
        #expect(try whole.run("apply", "manifest.csv", "--yes", "--quiet").status == 0)
        #expect(try killed.export(to: "after") == (try whole.export(to: "after")))
        let again = try killed.run("plan", "manifest.csv", "--out", "plan")
        #expect(!again.messages.contains("left interrupted"))
    }

    @Test(.timeLimit(.minutes(5)))
    func aJobIsCancelledFromAnotherTerminal() throws {
        let tool = try Tool.fresh()
        try Self.world.write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        let apply = try tool.start(["apply", "manifest.csv", "--yes", "--out", "out"])
        let store = try SQLiteStore.open(path: tool.folder.path("seatwise.db"), mode: .existing)
        while try !hasReachedACustomer(store), apply.process.isRunning {}
        let cancelled = try tool.run("jobs", "cancel", "latest")
        #expect(cancelled.status == 0, "\(cancelled.messages)")
        #expect(cancelled.messages.hasSuffix(" is cancelled now\n"))
        let outcome = try apply.outcome()
        #expect(outcome.status == 4, "\(outcome.messages)")
        #expect(outcome.lastMessage.hasPrefix("Error: cancelled by `seatwise jobs cancel`; "))
        #expect(try store.read { try $0.jobs().map(\.state) } == [.cancelled])
        let summary = try JSONDecoder().decode(Summary.self, from: tool.folder.read("out/summary.json"))
        #expect(summary.stopped == "cancelled")
        #expect(Set(summary.counts.keys) == ["applied", "unprocessed"])
        let again = try tool.run("jobs", "cancel", "latest")
        #expect(again.status == 64)
        #expect(again.lastMessage.hasSuffix("is not running, it is cancelled: there is nothing to cancel"))
    }

    private struct Summary: Decodable {
        let stopped: String?
        let counts: [String: Int]
    }

    @Test func aPlanThatIsStoppedLeavesNothing() throws {
        let tool = try Tool.fresh()
        try Self.world.write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        let plan = try tool.start(["plan", "manifest.csv", "--out", "out"])
        plan.send(SIGTERM)
        // It may not have taken over the answer to signals yet.
        let outcome = try plan.outcome()
        #expect([4, -SIGTERM].contains(outcome.status), "\(outcome.messages)")
        #expect(!tool.folder.exists("out/results.csv"))
    }

    /// A manifest from a pipe that never ends.
    @Test(arguments: [(SIGINT, 4), (SIGTERM, 4), (SIGHUP, 4), (SIGSEGV, 5), (SIGTRAP, 5)] as [(Int32, Int32)])
    func whileItWaitsForTheManifestItEndsAtOnce(signal: Int32, status: Int32) throws {
        let tool = try Tool.withSamples()
        let before = try tool.folder.contents()
        let pipe = Pipe()
        let plan = try tool.start(["plan", "-"], input: pipe)
        // More than a pipe holds: once this is written, the reader is at work.
        pipe.fileHandleForWriting.write(Data(repeating: UInt8(ascii: " "), count: 1 << 20))
        plan.send(signal)
        let outcome = try plan.outcome()
        #expect(outcome.status == status, "\(outcome.messages)")
        #expect(outcome.messages.split(separator: "\n").count == 1)
        #expect(outcome.messages.hasPrefix(status == 4 ? "Error: interrupted" : "Error: a bug in seatwise"))
        #expect(try tool.folder.contents() == before)
    }

    private func hasReachedACustomer(_ store: SQLiteStore) throws -> Bool {
        try store.read { reader in
            guard let job = try reader.jobs().first else { return false }
            return try !reader.outcomes(of: job.id).isEmpty
        }
    }
}
