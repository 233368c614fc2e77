import Foundation
import Testing

@testable import Commands

@Suite struct ConfirmationTests {
    private func jobs(_ stage: Stage) -> Int {
        let before = stage.results
        _ = stage.run("jobs", "--json")
        let text = stage.results.dropFirst(before.count)
        return text.components(separatedBy: "\"id\"").count - 1
    }

    @Test(
        arguments: [(["y"], 1), (["YES"], 1), ([" y "], 1), (["n"], 6), ([""], 6), (["yesterday"], 6), ([], 6)]
            as [([String], Int32)]
    )
    func onlyYesChangesAnything(answers: [String], status: Int32) throws {
        let stage = try Stage.withWorld(isTerminal: true)
        if let answer = answers.first { stage.answer(answer) }
        let out = stage.path + "/out"
        #expect(stage.run("apply", stage.manifestPath, "--out", out).rawValue == status)
        let changes = "2 users of 1 customer would change: 1 license assigned, 1 revoked, 1 user left without any\n"
        #expect(stage.messages.contains(changes))
        #expect(stage.messages.contains("2 rows of 4 refused and left out.\nApply these changes? [y/N] "))
        let isApplied = status == 1
        #expect(FileManager.default.fileExists(atPath: out) == isApplied)
        #expect(jobs(stage) == (isApplied ? 1 : 0))
        #expect(stage.messages.contains("Error: not confirmed: nothing was changed\n") == !isApplied)
    }

    @Test func withoutATerminalItNeedsYesAndReadsNothing() throws {
        let stage = try Stage.withWorld()
        #expect(stage.run("apply", stage.path + "/is-not-there.csv") == .notConfirmed)
        #expect(stage.messages.contains("there is no terminal to ask on"))
        #expect(stage.messages.contains("--yes"))
    }

    @Test func aManifestOnStandardInputNeedsYesEvenOnATerminal() throws {
        let stage = try Stage.withWorld(isTerminal: true)
        stage.answer("y")
        #expect(stage.run("apply", "-") == .notConfirmed)
        #expect(stage.messages.contains("standard input"))
    }

    @Test func whereNothingWouldChangeNobodyIsAsked() throws {
        let stage = try Stage.withWorld(isTerminal: true)
        try stage.write("customer,user,product,action\nc1,bo@acme.example,MAIL,assign\n", as: "same.csv")
        let status = stage.run("apply", stage.path + "/same.csv", "--out", stage.path + "/out")
        #expect(status == .success)
        #expect(!stage.messages.contains("[y/N]"))
    }

    @Test func aDryRunIsAPlan() throws {
        let stage = try Stage.withWorld()
        let (one, two) = (stage.path + "/one", stage.path + "/two")
        #expect(stage.run("plan", stage.manifestPath, "--out", one) == .rowsRefused)
        let plan = stage.takeMessages()
        #expect(stage.run("apply", stage.manifestPath, "--dry-run", "--out", two) == .rowsRefused)
        #expect(stage.takeMessages().replacing(two, with: one) == plan)
        for name in ["results.csv", "failed.csv", "shortages.csv"] {
            #expect(FileManager.default.contentsEqual(atPath: "\(one)/\(name)", andPath: "\(two)/\(name)"))
        }
        #expect(!FileManager.default.fileExists(atPath: two + "/undo.csv"))
        #expect(jobs(stage) == 0)
    }
}
