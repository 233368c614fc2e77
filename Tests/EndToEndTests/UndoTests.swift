import Foundation
import TestSupport
import Testing

/// `jobs undo` and `history`: what a job changed is known, and can be put back where it still stands.
@Suite struct UndoTests {
    private static let manifest = Tool.samples + "/manifest.csv"

    private func swapped() throws -> Tool {
        let tool = try Tool.fresh()
        try SwapWorld(customers: 2, users: 6).write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        return tool
    }

    @Test func anUndoPutsEverythingBackAndCanBeUndone() throws {
        let tool = try Tool.withSamples()
        let before = try tool.export(to: "before")
        #expect(try tool.run("apply", Self.manifest, "--yes", "--quiet").status == 1)
        let after = try tool.export(to: "after")
        #expect(after != before)
        let undone = try tool.run("jobs", "undo", "latest", "--yes", "--out", "undone")
        #expect(undone.status == 0, "\(undone.messages)")
        #expect(try tool.export(to: "undone-export") == before)
        #expect(try tool.run("jobs", "undo", "latest", "--yes", "--quiet").status == 0)
        #expect(try tool.export(to: "redone") == after)
        #expect(!tool.folder.exists("undone/kept.csv"))
    }

    @Test func aUserChangedSinceIsKeptAndNamed() throws {
        let tool = try swapped()
        #expect(try tool.run("apply", "manifest.csv", "--yes", "--quiet").status == 0)
        // A seat more, as somebody is about to hold both.
        try tool.folder.write("customer,product,seats\nc1,MAIL,4\nc1,CHAT,4\n", as: "more/subscriptions.csv")
        #expect(try tool.run("import", "more", "--quiet").status == 0)
        try tool.folder.write(
            "customer,user,product,action\nc1.example,u0@c1.example,MAIL,assign\n",
            as: "later.csv"
        )
        #expect(try tool.run("apply", "later.csv", "--yes", "--quiet").status == 0)
        let first = try #require(try tool.run("jobs").text.split(separator: "\n").last?.split(separator: " ").first)
        let undone = try tool.run("jobs", "undo", String(first), "--yes", "--out", "undone")
        #expect(undone.status == 1, "\(undone.messages)")
        #expect(undone.lastMessage == "kept: 1 user changed since, \"u0@c1.example\"; see undone/kept.csv")
        #expect(try tool.folder.text("undone/kept.csv") == "customer,user\nc1,u0@c1.example\n")
        let results = CSVTable(try tool.folder.read("undone/results.csv"))
        #expect(Set(results.cells("result_status")) == ["applied"])
        #expect(results.cells("user").count == 22)
        let holds = CSVTable(try #require(try tool.export(to: "after")["assignments.csv"]))
        let kept = zip(holds.cells("user"), holds.cells("product")).filter { $0.0 == "u0@c1.example" }.map(\.1)
        #expect(kept == ["CHAT", "MAIL"])
    }

    @Test func withoutATerminalAnUndoNeedsYes() throws {
        let tool = try Tool.withSamples()
        #expect(try tool.run("apply", Self.manifest, "--yes", "--quiet").status == 1)
        #expect(try tool.run("jobs", "undo", "latest").status == 6)
        #expect(try tool.run("jobs", "undo", "nope", "--yes").status == 64)
    }

    @Test func aHistorySaysWhoChangedWhatByWhichLine() throws {
        let tool = try swapped()
        #expect(try tool.run("apply", "manifest.csv", "--yes", "--quiet").status == 0)
        let all = try changes(tool, "c1.example")
        #expect(all.count == 12)
        #expect(
            try changes(tool, "C0", "--user", "u1@c0.example") == [
                Change(
                    manifest: "manifest.csv",
                    line: 4,
                    user: "u1@c0.example",
                    product: "MAIL",
                    before: "",
                    after: "*"
                ),
                Change(
                    manifest: "manifest.csv",
                    line: 5,
                    user: "u1@c0.example",
                    product: "CHAT",
                    before: "*",
                    after: ""
                ),
            ]
        )
        #expect(try tool.run("history", "c9").status == 64)
        #expect(try tool.run("history", "c1", "--user", "nobody").status == 64)
        // Who is gone is in it still.
        for name in ["users", "assignments"] {
            let text = try tool.folder.text("\(name).csv").split(separator: "\n").filter { !$0.contains("u1@c0") }
            try tool.folder.write(text.joined(separator: "\n") + "\n", as: "fewer/\(name).csv")
        }
        #expect(try tool.run("import", "fewer", "--replace", "--quiet").status == 0)
        #expect(try changes(tool, "c0").count { $0.user == nil } == 2)
        #expect(try tool.run("history", "c0").text.contains("(no longer there)"))
    }

    private struct Change: Decodable, Equatable {
        let manifest: String
        let line: Int
        let user: String?
        let product: String?
        let before: String
        let after: String
    }

    private func changes(_ tool: Tool, _ arguments: String...) throws -> [Change] {
        struct History: Decodable {
            let changes: [Change]
        }
        let outcome = try tool.run(["history"] + arguments + ["--json"])
        #expect(outcome.status == 0, "\(outcome.messages)")
        return try JSONDecoder().decode(History.self, from: outcome.results).changes
    }
}
