import Foundation
import Jobs
import SQLiteStore
import TestSupport
import Testing

/// `inbox`: files that are dropped into a folder are applied and moved, each with its results.
@Suite struct InboxTests {
    private static let header = "customer,user,product,action\n"

    /// A store with the swaps' directory, and an inbox with files that are old enough.
    private func tool(_ files: [String: String]) throws -> Tool {
        let tool = try Tool.fresh()
        try SwapWorld(customers: 1, users: 4).write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        for (name, text) in files { try drop(name, text, in: tool) }
        return tool
    }

    private func drop(_ name: String, _ text: String, in tool: Tool, secondsAgo: Double = 60) throws {
        try tool.folder.write(text, as: "in/\(name)")
        let date = Date(timeIntervalSinceNow: -secondsAgo)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: tool.folder.path("in/\(name)"))
    }

    /// What is below a folder of the inbox, without the times in the names.
    private func names(_ tool: Tool, _ folder: String) throws -> [String] {
        let times = try Regex(#"-\d{8}-\d{6}"#)
        return try tool.folder.contents(of: "in/\(folder)").keys.map { $0.replacing(times, with: "") }.sorted()
    }

    @Test func filesAreAppliedInNameOrderAndMovedWithTheirResults() throws {
        // Only in this order has everybody a seat: u0 gives MAIL back before u1 takes it.
        let tool = try tool([
            "1.csv": Self.header + "c0.example,u0@c0.example,MAIL,revoke\n",
            "2.csv": Self.header + "c0.example,u1@c0.example,MAIL,assign\n",
            "results.csv": Self.header + "c0.example,u9@c0.example,MAIL,assign\n",
        ])
        let outcome = try tool.run("inbox", "in")
        #expect(outcome.status == 1, "\(outcome.messages)")
        let lines = outcome.messages.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("1.csv: 1 row, 1 applied; it is in in/done/1.csv-"))
        #expect(lines[2].hasPrefix("results.csv: 1 row, 1 refused; it is in in/done/results.csv-"))
        let each =
            ["", "/results", "/results/failed.csv", "/results/results.csv", "/results/shortages.csv"]
            + ["/results/summary.json", "/results/undo.csv"]
        let expected = ["1.csv", "2.csv", "results.csv"].flatMap { name in
            (each + ["/" + name]).map { name + $0 }
        }
        #expect(try names(tool, "done") == expected.sorted())
        #expect(try names(tool, "").filter { !$0.hasPrefix("done") } == [".seatwise-inbox.lock", ".work"])
        #expect(try tool.run("jobs").text.contains("in/1.csv\n"))
        #expect(try tool.run("inbox", "in").status == 0)
    }

    @Test func aBadFileDoesNotStopTheOthers() throws {
        let revoke = Self.header + "c0.example,u0@c0.example,MAIL,revoke\n"
        let tool = try tool(["a.xlsx": "PK\u{3}\u{4}", "b.csv": revoke, "c.csv": Self.header])
        let before = try tool.export(to: "before")
        let outcome = try tool.run("inbox", "in", "--max-unlicensed", "0", "--quiet", "--json")
        #expect(outcome.status == 1)
        let told = try #require(try JSONSerialization.jsonObject(with: outcome.results) as? [String: Any])
        let files = try #require(told["files"] as? [[String: Any]])
        #expect(files.map { $0["name"] as? String } == ["a.xlsx", "b.csv", "c.csv"])
        #expect(files.map { $0["ending"] as? String } == ["failed", "failed", "done"])
        #expect(files.map { $0["clean"] as? Bool } == [false, false, true])
        let place = try #require(files[0]["folder"] as? String)
        #expect(try tool.folder.text(place + "/message.txt").contains("it is a spreadsheet"))
        let lines = outcome.messages.split(separator: "\n")
        #expect(lines.count == 2, "\(outcome.messages)")
        #expect(lines.first?.hasPrefix("Error: a.xlsx: ") ?? false)
        #expect(lines.last?.hasPrefix("Error: b.csv: 1 user would be left without any license") ?? false)
        #expect(try names(tool, "failed").filter { !$0.contains("/") } == ["a.xlsx", "b.csv"])
        #expect(try names(tool, "failed").contains("b.csv/results/results.csv"))
        #expect(try names(tool, "done").contains("c.csv/c.csv"))
        #expect(try tool.export(to: "after") == before)
    }

    @Test func whatIsNotFinishedIsLeftAlone() throws {
        let tool = try tool([".hidden.csv": Self.header, "a.csv.part": Self.header, "sub/b.csv": Self.header])
        try drop("growing.csv", Self.header, in: tool, secondsAgo: 0)
        let before = try tool.folder.contents(of: "in")
        let inbox = try tool.start(["inbox", "in", "--settle", "2"])
        // Written to again and again for as long as it is looked at.
        while inbox.process.isRunning { try drop("growing.csv", Self.header, in: tool, secondsAgo: 0) }
        let outcome = try inbox.outcome()
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages == "growing.csv is being written still: left for the next time\n")
        let after = try tool.folder.contents(of: "in").filter { $0.key != ".seatwise-inbox.lock" }
        #expect(after == before)
    }

    @Test func whatAKilledRunHadTakenIsFinishedFirst() throws {
        let tool = try tool(["b.csv": Self.header + "c0.example,u1@c0.example,MAIL,assign\n"])
        // As a run leaves it that is killed in the middle.
        try drop(
            ".work/a.csv-20260101-000000/a.csv",
            Self.header + "c0.example,u0@c0.example,MAIL,revoke\n",
            in: tool
        )
        try drop(".work/a.csv-20260101-000000/results/.seatwise-1.tmp", "half", in: tool)
        let outcome = try tool.run("inbox", "in")
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(try names(tool, "done").filter { !$0.contains("/") } == ["a.csv", "b.csv"])
        #expect(try !names(tool, "done").contains { $0.contains(".tmp") })
    }

    @Test(.timeLimit(.minutes(5)))
    func whatAKilledRunHadBegunIsResumed() throws {
        let tool = try Tool.fresh()
        try SwapWorld(customers: 60, users: 700).write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        try drop("a.csv", try tool.folder.text("manifest.csv"), in: tool)
        let store = try SQLiteStore.open(path: tool.folder.path("seatwise.db"), mode: .existing)
        let inbox = try tool.start(["inbox", "in"])
        func reached() throws -> Int {
            try store.read { reader in try reader.jobs().first.map { try reader.outcomes(of: $0.id).count } ?? 0 }
        }
        while inbox.process.isRunning, try reached() == 0 {}
        inbox.send(SIGKILL)
        #expect(try inbox.outcome().status == -SIGKILL)
        let outcome = try tool.run("inbox", "in")
        #expect(outcome.status == 0, "\(outcome.messages)")
        // One job, which says of every row that it was applied.
        #expect(outcome.messages.hasPrefix("a.csv: 84,000 rows, 84,000 applied; it is in in/done/a.csv-"))
        #expect(try tool.run("jobs").text.split(separator: "\n").count == 2)
    }

    @Test func theStoreIsNoManifest() throws {
        let tool = try tool(["x.csv": Self.header + "c0.example,u0@c0.example,MAIL,revoke\n"])
        let names = ["seatwise.db", "seatwise.db.lock"]
        for name in names {
            try FileManager.default.moveItem(atPath: tool.folder.path(name), toPath: tool.folder.path("in/\(name)"))
        }
        let outcome = try tool.run("inbox", "in", "--settle", "0", "--store", "in/seatwise.db")
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.split(separator: "\n").count == 1)
        for name in names { #expect(tool.folder.exists("in/\(name)")) }
    }

    @Test func twoFilesOfOneNameAreTwoFiles() throws {
        let tool = try tool([:])
        for user in ["u0", "u1", "u2"] {
            try drop("x.csv", Self.header + "c0.example,\(user)@c0.example,MAIL,revoke\n", in: tool)
            #expect(try tool.run("inbox", "in").status == 0)
        }
        #expect(try tool.run("jobs", "--json").text.matches(of: /"rows" : 1/).count == 3)
        let done = try tool.folder.contents(of: "in/done")
        let users = done.filter { $0.key.hasSuffix("/results/results.csv") }.map { CSVTable($0.value).cells("user") }
        #expect(Set(users.flatMap(\.self)).count == 3)
    }

    @Test func theSummaryNamesFilesWhereTheyAre() throws {
        let tool = try tool(["1.csv": Self.header + "c0.example,u0@c0.example,MAIL,revoke\n"])
        #expect(try tool.run("inbox", "in").status == 0)
        let place = try #require(try tool.folder.contents(of: "in/done").keys.first { $0.hasSuffix("summary.json") })
        let text = try tool.folder.text("in/done/\(place)")
        let paths = text.matches(of: /" : "(in\/.*\/results\/.*)"/).map { String($0.1) }
        #expect(paths.count == 5)
        for path in paths { #expect(FileManager.default.fileExists(atPath: tool.folder.path(path)), "\(path)") }
    }

    @Test func troubleWithTheStoreIsNoFaultOfAFile() throws {
        let tool = try tool(["a.csv": Self.header, "b.csv": Self.header])
        let outcome = try tool.run("inbox", "in", "--store", "not-there.db")
        #expect(outcome.status == 3)
        #expect(try names(tool, "") == [".seatwise-inbox.lock", ".work", "a.csv", "b.csv"])
        #expect(try tool.run("inbox", "nowhere").status == 3)
    }

    @Test func twoAtOnceApplyEachFileOnce() throws {
        let files = (0..<30).map { ("\($0).csv", Self.header + "c0.example,u0@c0.example,MAIL,revoke\n") }
        let tool = try tool(Dictionary(uniqueKeysWithValues: files))
        let running = try (0..<3).map { _ in try tool.start(["inbox", "in", "--wait", "60"]) }
        for run in running { #expect(try run.outcome().status == 0) }
        #expect(try tool.run("inbox", "in").status == 0)
        #expect(try names(tool, "done").filter { !$0.contains("/") }.count == 30)
        #expect(try tool.run("jobs").text.split(separator: "\n").count == 31)
    }
}
