import Foundation
import Jobs
import SQLiteStore
import TestSupport
import Testing

/// A job that was stopped or killed and is resumed: nobody can tell it from one that never was.
@Suite struct ResumeTests {
    private static let world = SwapWorld(customers: 60, users: 700)
    private static let outputs = ["results.csv", "failed.csv", "shortages.csv", "undo.csv"]

    private func tool() throws -> Tool {
        let tool = try Tool.fresh()
        try Self.world.write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        return tool
    }

    /// A run that is sent a signal when it has changed a customer, one more than were changed before.
    private func stop(_ tool: Tool, _ signal: Int32, _ arguments: [String]) throws -> Tool.Outcome {
        let store = try SQLiteStore.open(path: tool.folder.path("seatwise.db"), mode: .existing)
        func reached() throws -> Int {
            try store.read { reader in try reader.jobs().first.map { try reader.outcomes(of: $0.id).count } ?? 0 }
        }
        let before = try reached()
        let run = try tool.start(arguments)
        while run.process.isRunning, try reached() == before {}
        run.send(signal)
        return try run.outcome()
    }

    private func expectSame(_ tool: Tool, as whole: Tool) throws {
        for name in Self.outputs {
            #expect(try tool.folder.read("out/\(name)") == (try whole.folder.read("out/\(name)")), "\(name)")
        }
        #expect(try tool.export(to: "after") == (try whole.export(to: "after")))
        #expect(try tool.folder.contents(of: "out").keys.allSatisfy { !$0.hasPrefix(".") })
        #expect(try tool.run("jobs", "show", "latest").text.contains("state     completed\n"))
    }

    @Test(.timeLimit(.minutes(5)), arguments: [SIGKILL, SIGTERM])
    func aResumedJobIsLikeOneThatWasNeverStopped(signal: Int32) throws {
        let (stopped, whole) = (try tool(), try tool())
        #expect(try whole.run("apply", "manifest.csv", "--yes", "--quiet", "--out", "out").status == 0)
        let first = try stop(stopped, signal, ["apply", "manifest.csv", "--yes", "--out", "out"])
        #expect(first.status == (signal == SIGKILL ? -SIGKILL : 4))
        // The manifest is of no use any more.
        try stopped.folder.write("something else\n", as: "manifest.csv")
        // Broken off a second time, and from another folder.
        let second = try stop(stopped, signal, ["jobs", "resume"])
        #expect(second.status == (signal == SIGKILL ? -SIGKILL : 4), "\(second.messages)")
        let id = try #require(try stopped.run("jobs", "--json").text.firstMatch(of: /"id" : "(.*)"/)?.1)
        try FileManager.default.createDirectory(atPath: stopped.folder.path("sub"), withIntermediateDirectories: true)
        let last = try stopped.shell("cd sub && $SEATWISE jobs resume \(id) --store ../seatwise.db")
        #expect(last.status == 0, "\(last.messages)")
        try expectSame(stopped, as: whole)
        let again = try stopped.run("jobs", "resume", String(id))
        #expect(again.status == 64)
        #expect(again.lastMessage.hasPrefix("Error: job \(id) is completed: there is nothing to resume; "))
        #expect(try stopped.run("jobs", "resume").status == 0)
        #expect(try stopped.run("jobs", "resume", "--json").text.contains("\"job\" : null"))
    }

    @Test(.timeLimit(.minutes(5)))
    func customersThatWereChangedMeanwhileAreLeftOut() throws {
        let tool = try tool()
        _ = try stop(tool, SIGKILL, ["apply", "manifest.csv", "--yes", "--out", "out"])
        // Customers come in the order in which they were imported: the last one is not reached yet.
        let customer = "c\(Self.world.customers - 1)"
        let name = "u0@\(customer).example"
        let row = "customer,user,product,action\n\(customer),\(name),MAIL,revoke\n"
        try tool.folder.write(row, as: "other.csv")
        #expect(try tool.run("apply", "other.csv", "--yes", "--quiet", "--out", "other").status == 0)
        let job = try #require(try tool.run("jobs").text.split(separator: "\n").last?.split(separator: " ").first)
        let resumed = try tool.run("jobs", "resume", String(job), "--quiet")
        #expect(resumed.status == 7, "\(resumed.messages)")
        #expect(resumed.lastMessage.hasPrefix("Error: 1,400 rows drifted: "))
        let results = CSVTable(try tool.folder.read("out/results.csv"))
        for row in results.rows {
            #expect(row["result_status"] == (row["customer"] == "\(customer).example" ? "drifted" : "applied"))
        }
        #expect(CSVTable(try tool.folder.read("out/failed.csv")).rows.count == 1400)
        // As it was left by the other: one product less than there were.
        let holds = CSVTable(Data(try #require(try tool.export(to: "after")["assignments.csv"]))).rows
        #expect(holds.count { $0["customer"] == customer } == Self.world.users - 1)
        let again = try tool.run("jobs", "results", String(job), "--out", "again", "--quiet")
        #expect(again.status == 7)
        #expect(try tool.folder.read("again/results.csv") == (try tool.folder.read("out/results.csv")))
        // The rows that were left out can be sent as they are.
        #expect(try tool.run("apply", "out/failed.csv", "--yes", "--quiet", "--out", "rest").status == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func aJobThatIsTakenBackIsNotGoneOnWith() throws {
        let tool = try tool()
        let before = try tool.export(to: "before")
        _ = try stop(tool, SIGKILL, ["apply", "manifest.csv", "--yes", "--out", "out"])
        #expect(try tool.run("jobs", "undo", "latest", "--yes", "--quiet").status == 0)
        #expect(try tool.export(to: "after") == before)
        #expect(try tool.run("jobs", "resume").messages == "no job waits to be resumed\n")
        #expect(try tool.run("jobs").text.contains(" cancelled "))
    }

    @Test(.timeLimit(.minutes(5)))
    func anotherStoreAtTheSamePathTakesNothingAway() throws {
        let tool = try tool()
        _ = try stop(tool, SIGKILL, ["apply", "manifest.csv", "--yes", "--out", "out"])
        let files = FileManager.default
        for name in ["seatwise.db", "seatwise.db-wal"] where files.fileExists(atPath: tool.folder.path(name)) {
            try files.moveItem(atPath: tool.folder.path(name), toPath: tool.folder.path("old-" + name))
        }
        try? files.removeItem(atPath: tool.folder.path("seatwise.db-shm"))
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        #expect(try tool.run("apply", "manifest.csv", "--yes", "--quiet", "--out", "new").status == 0)
        for name in ["seatwise.db", "seatwise.db-wal", "seatwise.db-shm"] {
            try? files.removeItem(atPath: tool.folder.path(name))
            try? files.moveItem(atPath: tool.folder.path("old-" + name), toPath: tool.folder.path(name))
        }
        #expect(try tool.run("jobs", "resume", "--quiet").status == 0)
        #expect(try tool.folder.read("out/results.csv") == (try tool.folder.read("new/results.csv")))
    }

    @Test(.timeLimit(.minutes(5)))
    func whatCannotBeFoundIsSaid() throws {
        let tool = try tool()
        _ = try stop(tool, SIGTERM, ["apply", "manifest.csv", "--yes", "--out", "out"])
        let files = FileManager.default.enumerator(atPath: tool.folder.path("seatwise.db.jobs"))
        let name = try #require(files?.compactMap { $0 as? String }.first { $0.hasSuffix(".judgement") })
        let path = tool.folder.path("seatwise.db.jobs/\(name)")
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: path))
        let damaged = try tool.run("jobs", "resume")
        #expect(damaged.status == 3)
        #expect(damaged.lastMessage.contains(" is damaged"))
        try FileManager.default.removeItem(atPath: path)
        let missing = try tool.run("jobs", "resume")
        #expect(missing.status == 3)
        #expect(missing.lastMessage.contains(" is not there any more, which job "))
        #expect(try tool.run("apply", "manifest.csv", "--yes", "--quiet").status == 0)
    }
}
