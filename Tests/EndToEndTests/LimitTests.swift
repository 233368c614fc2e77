import Foundation
import TestSupport
import Testing

/// `--max-errors` and `--once`: a run that the user wants refused.
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
        #expect(planned.lastMessage == applied.lastMessage)
        #expect(try tool.export(to: "after") == before)
        #expect(Set(statuses) == ["refused", "unprocessed"])
        #expect(try tool.run("jobs").text.contains("ID") == false)
        #expect(try tool.folder.text("apply/undo.csv").split(whereSeparator: \.isNewline).count == 1)
        #expect(try tool.folder.read("apply/shortages.csv") == (try tool.folder.read("plan/shortages.csv")))
    }

    @Test(arguments: ["-1", "x", "", "101%", "%", "1.5"])
    func aLimitThatIsNoneIsAMistakeOnTheCommandLine(limit: String) throws {
        let tool = try Tool.withSamples()
        #expect(try tool.run("plan", Self.manifest, "--max-errors=\(limit)").status == 64)
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
