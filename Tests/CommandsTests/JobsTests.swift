import Testing

@testable import Commands

@Suite struct JobsTests {
    private func stageWithAJob() throws -> Stage {
        let stage = try Stage.withWorld()
        let status = stage.run("apply", stage.manifestPath, "--yes", "--quiet", "--out", stage.path + "/out")
        #expect(status == .rowsRefused)
        _ = stage.takeMessages()
        return stage
    }

    @Test func jobsAreListed() throws {
        let stage = try stageWithAJob()
        #expect(stage.run("jobs") == .success)
        #expect(
            stage.results.replacing(stage.path + "/", with: "") == """
                ID                       STARTED               STATE                  ROWS  APPLIED  REFUSED  DRIFTED  MANIFEST
                20260131-020000-0000007  2026-01-31T02:00:00Z  completed with errors     4        2        2        0  manifest.csv

                """
        )
    }

    @Test(arguments: ["latest", "2026", "20260131-020000-0000007"])
    func oneJobIsShown(id: String) throws {
        let stage = try stageWithAJob()
        #expect(stage.run("jobs", "show", id) == .success)
        #expect(stage.results.hasPrefix("job       20260131-020000-0000007\nstate     completed with errors\n"))
        #expect(stage.results.contains("rows      4: 2 applied, 2 refused\n"))
        #expect(
            stage.results.hasSuffix(
                """
                CUSTOMER  APPLIED  UNCHANGED  SUPERSEDED  REFUSED  DRIFTED  USERS CHANGED
                c1              2          0           0        2        0              2

                """
            )
        )
    }

    @Test func aJobNobodyKnowsIsUsage() throws {
        let stage = try stageWithAJob()
        #expect(stage.run("jobs", "show", "1999") == .usage)
        #expect(stage.messages == "Error: no job \"1999\": `seatwise jobs` lists them\n")
    }

    @Test func aStoreWithoutJobsSaysSo() throws {
        let stage = try Stage.withWorld()
        #expect(stage.run("jobs") == .success)
        #expect(stage.results.isEmpty)
        #expect(stage.messages == "no jobs yet: `seatwise apply MANIFEST` makes one\n")
    }

    @Test func oldJobsAreForgotten() throws {
        let stage = try stageWithAJob()
        #expect(stage.run("jobs", "prune", "--older-than", "1h") == .success)
        #expect(stage.takeMessages() == "0 jobs removed\n")
        let before = stage.results.count
        #expect(stage.run("jobs", "prune", "--older-than", "0d", "--json") == .success)
        #expect(stage.results.dropFirst(before).contains("\"removed\" : 0"))
        var later = stage.surroundings
        later.now = { 1_769_824_800 + 8 * 24 * 3600 }
        #expect(Program.run(["jobs", "prune", "--older-than", "1w"], in: later) == .success)
        #expect(stage.takeMessages() == "1 job removed\n")
        #expect(stage.run("jobs", "show", "latest") == .usage)
    }

    @Test(arguments: ["", "7", "d", "-1d", "1m", "1.5h"])
    func anAgeThatIsNoneIsAMistakeOnTheCommandLine(age: String) throws {
        let stage = try stageWithAJob()
        #expect(stage.run("jobs", "prune", "--older-than=\(age)") == .usage)
    }
}
