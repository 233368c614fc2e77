import Foundation
import Testing

@testable import Commands

/// What a person reads after a plan or an apply, as it stands on the screen.
@Suite struct SummaryTextTests {
    /// The messages with the scratch folder taken out, so that they can be compared.
    private func shown(_ stage: Stage) -> String {
        stage.takeMessages().replacing(stage.path + "/", with: "")
    }

    @Test func aPlanSaysWhatWhyNotAndWhatNext() throws {
        let stage = try Stage.withWorld()
        #expect(stage.run("plan", stage.manifestPath, "--out", stage.path + "/out") == .rowsRefused)
        #expect(
            shown(stage) == """
                4 rows in manifest.csv: 2 ready, 2 refused
                2 users of 1 customer would change: 1 license assigned, 1 revoked, 1 user left without any

                Refused rows by code:
                  1  UnknownProduct
                  1  CountViolation

                First refused rows:
                  line 4  CountViolation: SUITE has no seat left (1 of 1 in use): buy 1 or revoke some; see shortages.csv
                  line 5  UnknownProduct: product "SUIT" is not in the catalog: did you mean SUITE?

                Seats to buy:
                  1 of SUITE for customer c1 (1 of 1 in use)

                Files:
                  out/results.csv
                  out/failed.csv
                  out/shortages.csv
                  out/summary.json

                Next:
                  apply the 2 rows that are ready   seatwise apply manifest.csv
                  send the rest again, once mended  seatwise apply out/failed.csv

                """
        )
        #expect(stage.results.isEmpty)
    }

    @Test func anApplySaysHowToTakeItBack() throws {
        let stage = try Stage.withWorld()
        let store = stage.path + "/seatwise.db"
        let out = stage.path + "/my out"
        let status = stage.run("apply", stage.manifestPath, "--yes", "--atomic", "user", "--store", store, "--out", out)
        #expect(status == .rowsRefused)
        let text = shown(stage)
        #expect(text.hasPrefix("4 rows in manifest.csv: 2 applied, 2 refused\n1 user of 1 customer changed:"))
        #expect(
            text.hasSuffix(
                """
                Next:
                  send the rest again, once mended  seatwise apply 'my out/failed.csv' --atomic user --store seatwise.db
                  take it all back                  seatwise jobs undo 20260131-020000-0000007 --store seatwise.db

                """
            )
        )
    }

    @Test func whereNothingChangesThereIsNothingToTakeBack() throws {
        let stage = try Stage.withWorld()
        try stage.write("customer,user,product,action\nc1,bo@acme.example,MAIL,assign\n", as: "same.csv")
        _ = stage.run("apply", stage.path + "/same.csv", "--yes", "--out", stage.path + "/out")
        let text = shown(stage)
        #expect(text.hasPrefix("1 row in same.csv: 1 unchanged\nnothing changed\n"))
        #expect(!text.contains("Next:"))
    }

    @Test func aNarrowTerminalGetsShortLines() throws {
        let stage = try Stage.withWorld(isTerminal: true, columns: 40)
        _ = stage.run("plan", stage.manifestPath, "--out", stage.path + "/out")
        let lines = shown(stage).split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("  line 4  CountViolation: SUITE") && $0.hasSuffix("...") })
        #expect(lines.filter { $0.hasPrefix("  line ") }.allSatisfy { $0.count < 40 })
    }

    @Test func quietLeavesOneLineWhereSomebodyMustAct() throws {
        let stage = try Stage.withWorld()
        _ = stage.run("apply", stage.manifestPath, "--yes", "--quiet", "--out", stage.path + "/out")
        #expect(shown(stage) == "2 of 4 rows in manifest.csv refused: see out/failed.csv\n")
        try stage.write("customer,user,product,action\nc1,al@acme.example,SUITE,revoke\n", as: "clean.csv")
        let status = stage.run("apply", stage.path + "/clean.csv", "--yes", "--quiet", "--out", stage.path + "/out")
        #expect(status == .success)
        #expect(stage.messages.isEmpty)
    }

    @Test func colorsAreSparingAndCanBeTurnedOff() throws {
        let stage = try Stage(isTerminal: true, variables: [:])
        try stage.write("customer,domain,name,country\nc1,acme.example,Acme,IT\n", as: "customers.csv")
        _ = stage.run("import", stage.path)
        #expect(stage.takeMessages().contains("\u{1B}[32mimported\u{1B}[0m"))
        _ = stage.run("import", stage.path, "--no-color")
        #expect(!stage.takeMessages().contains("\u{1B}"))
    }

    @Test func jsonTakesThePlaceOfTheSummary() throws {
        let stage = try Stage.withWorld()
        #expect(stage.run("plan", stage.manifestPath, "--json", "--out", stage.path + "/out") == .rowsRefused)
        #expect(stage.messages.isEmpty)
        let json = try #require(JSONSerialization.jsonObject(with: Data(stage.results.utf8)) as? [String: Any])
        #expect(json["schema_version"] as? Int == 1)
        let file = try String(contentsOf: stage.folder.appending(path: "out/summary.json"), encoding: .utf8)
        #expect(stage.results == file)
    }

    @Test func whatARowHoldsCannotMoveTheCursor() throws {
        let stage = try Stage.withWorld(isTerminal: true)
        try stage.write("customer,user,product,action\nc1,al@acme.example,\u{1B}[2J\u{202E}x,assign\n", as: "odd.csv")
        _ = stage.run("plan", stage.path + "/odd.csv", "--out", stage.path + "/out")
        #expect(!stage.messages.contains("\u{1B}") && !stage.messages.contains("\u{202E}"))
        #expect(stage.messages.contains("\\u{1B}[2J\\u{202E}x"))
    }
}
