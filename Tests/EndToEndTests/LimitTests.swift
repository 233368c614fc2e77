import Foundation
import TestSupport
import Testing

/// `--max-errors`, `--max-revokes`, `--max-unlicensed` and `--once`: a run that the user wants refused.
@Suite struct LimitTests {
    private static let manifest = Tool.samples + "/manifest.csv"

    @Test(
        arguments: [("0", 2), ("20", 2), ("21", 1), ("100", 1), ("51%", 2), ("51.5%", 1), ("100%", 1)]
            as [(String, Int32)]
    )
    func moreRefusedRowsThanTheLimitChangeNothing(limit: String, status: Int32) throws {
        let tool = try Tool.withSamples()
        let before = try tool.export(to: "before")
        let planned = try tool.run("plan", Self.manifest, "--max-errors", limit, "--out", "plan")
        #expect(planned.status == status, "\(planned.messages)")
        let applied = try tool.run("apply", Self.manifest, "--yes", "--max-errors", limit, "--out", "apply")
        #expect(applied.status == status, "\(applied.messages)")
        let statuses = CSVTable(try tool.folder.read("apply/results.csv")).cells("result_status")
        #expect(statuses.count { $0 == "refused" } == 21)
        guard status == 2 else { return }
        #expect(applied.lastMessage.hasPrefix("Error: 21 rows of 41 refused, more than --max-errors \(limit) allows"))
        #expect(planned.lastMessage.replacing("plan/results", with: "apply/results") == applied.lastMessage)
        #expect(try tool.export(to: "after") == before)
        #expect(Set(statuses) == ["refused", "unprocessed"])
        #expect(try tool.run("jobs").text.contains("ID") == false)
        #expect(try tool.folder.text("apply/undo.csv").split(whereSeparator: \.isNewline).count == 1)
        #expect(try tool.folder.read("apply/shortages.csv") == (try tool.folder.read("plan/shortages.csv")))
    }

    /// The samples' manifest revokes 4 of the 40 licenses that its customers hold.
    @Test(arguments: [("3", true), ("4", false), ("9.9%", true), ("10%", false)] as [(String, Bool)])
    func moreRevokesThanTheLimitChangeNothing(limit: String, isPassed: Bool) throws {
        let tool = try Tool.withSamples()
        let before = try tool.export(to: "before")
        let planned = try tool.run("plan", Self.manifest, "--max-revokes", limit, "--out", "plan")
        let applied = try tool.run("apply", Self.manifest, "--yes", "--max-revokes", limit, "--out", "apply")
        #expect(planned.status == (isPassed ? 6 : 1), "\(planned.messages)")
        #expect(applied.status == planned.status, "\(applied.messages)")
        guard isPassed else { return }
        #expect(
            applied.lastMessage.hasPrefix(
                "Error: 4 licenses of the 40 held would be revoked, by lines "
            )
        )
        #expect(
            applied.lastMessage.hasSuffix(
                ", more than --max-revokes \(limit) allows: nothing was changed; "
                    + "see result_before in apply/results.csv, and raise the limit if that is meant"
            )
        )
        #expect(planned.lastMessage.replacing("plan/results", with: "apply/results") == applied.lastMessage)
        #expect(try tool.export(to: "after") == before)
        let statuses = CSVTable(try tool.folder.read("apply/results.csv")).cells("result_status")
        #expect(Set(statuses) == ["refused", "unprocessed"])
        let summary = try tool.folder.text("apply/summary.json")
        #expect(summary.contains("\"stopped\" : \"max-revokes\""))
    }

    @Test func usersLeftWithoutAnyLicenseAreCountedAndLimited() throws {
        let tool = try Tool.fresh()
        try SwapWorld(customers: 1, users: 6).write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        // A swap leaves nobody without; to give the last one back does, and to get another one in the same file does not.
        try tool.folder.write(
            """
            customer,user,product,action
            c0.example,u0@c0.example,MAIL,revoke
            c0.example,u1@c0.example,CHAT,revoke
            c0.example,u0@c0.example,CHAT,assign
            c0.example,u3@c0.example,CHAT,revoke

            """,
            as: "gone.csv"
        )
        #expect(try tool.run("plan", "manifest.csv", "--max-unlicensed", "0").status == 0)
        let refused = try tool.run("apply", "gone.csv", "--yes", "--max-unlicensed", "1")
        #expect(refused.status == 6)
        #expect(
            refused.lastMessage.hasPrefix(
                "Error: 2 users would be left without any license, by lines 3, 5, "
                    + "more than --max-unlicensed 1 allows: nothing was changed; "
            )
        )
        let allowed = try tool.run("apply", "gone.csv", "--yes", "--max-unlicensed", "2")
        #expect(allowed.status == 0, "\(allowed.messages)")
        #expect(
            allowed.messages.contains(
                "3 users of 1 customer changed: 1 license assigned, 3 revoked, 2 users left without any"
            )
        )
    }

    @Test(arguments: ["-1", "x", "", "101%", "%", "1.5"])
    func aLimitThatIsNoneIsAMistakeOnTheCommandLine(limit: String) throws {
        let tool = try Tool.withSamples()
        for option in ["--max-errors", "--max-revokes", "--max-unlicensed"] {
            #expect(try tool.run("plan", Self.manifest, "\(option)=\(limit)").status == 64)
        }
        #expect(try tool.run("plan", Self.manifest, "--max-unlicensed=5%").status == 64)
    }

    @Test func aManifestThatWasAppliedBeforeIsSaidToBeAndRefusedWithOnce() throws {
        let tool = try Tool.withSamples()
        #expect(try tool.run("plan", Self.manifest, "--once").status == 1)
        #expect(try tool.run("apply", Self.manifest, "--yes", "--once", "--out", "first").status == 1)
        let before = try tool.export(to: "before")
        for command in [["apply", "--yes"], ["plan"]] {
            let outcome = try tool.run(command + [Self.manifest, "--once", "--out", "second"])
            #expect(outcome.status == 7, "\(outcome.messages)")
            #expect(outcome.messages.hasPrefix("Error: this manifest was applied before, by job "))
        }
        #expect(!tool.folder.exists("second"))
        #expect(try tool.export(to: "after") == before)
        let again = try tool.run("plan", Self.manifest)
        #expect(again.status == 1)
        #expect(again.messages.contains("note: this manifest was applied before, by job "))
        // The same rows with one more byte are another manifest.
        try tool.folder.write(try Data(contentsOf: URL(filePath: Self.manifest)) + Data("\n".utf8), as: "other.csv")
        #expect(try tool.run("plan", "other.csv", "--once").status == 1)
    }
}
