import Foundation
import Testing

/// What goes to which stream, and what happens when a stream does not take it.
@Suite struct StreamTests {
    private let manifest = Tool.samples + "/manifest.csv"

    @Test(arguments: [["plan"], ["apply", "--yes"]])
    func resultsOnStandardOutputAreNothingButTheCSV(mode: [String]) throws {
        let tool = try Tool.withSamples()
        let outcome = try tool.run(mode + [manifest, "--results", "-", "--out", "piped"])
        #expect(outcome.status == 1)
        #expect(!tool.folder.exists("piped/results.csv"))
        #expect(tool.folder.exists("piped/failed.csv"))
        let table = CSVTable(outcome.results)
        #expect(table.columns.last == "result_after")
        #expect(table.rows.count == 41)
        #expect(outcome.messages.hasPrefix("41 rows in "))
    }

    @Test(arguments: [
        ["plan", "manifest"], ["apply", "manifest", "--yes"], ["import", "samples"], ["export", "out"],
        ["licenses", "harborline.example"], ["licenses", "harborline.example", "--users", "manifest"], ["jobs"],
        ["jobs", "show", "latest"],
    ])
    func jsonIsAllThatIsPrinted(arguments: [String]) throws {
        let tool = try Tool.withSamples()
        #expect(try tool.run("apply", Tool.samples + "/manifest-clean.csv", "--yes").status == 0)
        let outcome = try tool.run(
            arguments.map { ["manifest": manifest, "samples": Tool.samples][$0] ?? $0 } + ["--json"]
        )
        #expect([0, 1].contains(outcome.status))
        let json = try #require(try JSONSerialization.jsonObject(with: outcome.results) as? [String: Any])
        #expect(json["schema_version"] as? Int == 1)
        #expect(outcome.messages.isEmpty)
    }

    @Test func theSummaryFileTheScreenAndTheExitCodeAgree() throws {
        let tool = try Tool.withSamples()
        let outcome = try tool.run("apply", manifest, "--yes", "--json", "--out", "out")
        #expect(outcome.status == 1)
        #expect(outcome.results == (try tool.folder.read("out/summary.json")))
        let json = try #require(try JSONSerialization.jsonObject(with: outcome.results) as? [String: Any])
        let counts = try #require(json["counts"] as? [String: Int])
        #expect(counts == ["applied": 16, "unchanged": 3, "superseded": 1, "refused": 21])
        let jobs = try tool.run("jobs", "show", "latest")
        #expect(jobs.text.contains("rows      41: 16 applied, 3 unchanged, 1 superseded, 21 refused"))
        #expect(jobs.text.contains(try #require(json["job"] as? String)))
    }

    @Test(arguments: [
        "plan \"$SAMPLES/manifest.csv\" --results - --out out", "plan \"$SAMPLES/manifest.csv\" --json --out out",
        "apply \"$SAMPLES/manifest.csv\" --yes --results - --out out",
    ])
    func aReaderThatGoesAwayIsNoErrorAndTheFilesAreWhole(command: String) throws {
        let tool = try Tool.withSamples()
        // The reader is gone before the first byte is written.
        let line = "{ sleep 0.2; \"$SEATWISE\" \(command) --quiet; echo $? > status; } | true; while [ ! -s status ]; do sleep 0.05; done"
        let outcome = try tool.shell(line)
        #expect(try tool.folder.text("status") == "1\n")
        #expect(outcome.messages == "21 of 41 rows in \(manifest) refused: see out/failed.csv\n" || outcome.messages.isEmpty)
        #expect(tool.folder.exists("out/failed.csv") && tool.folder.exists("out/summary.json"))
    }

    @Test func aReaderOfATableThatGoesAwayIsNoError() throws {
        let tool = try Tool.withSamples()
        let line = "{ sleep 0.2; \"$SEATWISE\" licenses harborline.example; echo $? > status; } | true"
        let outcome = try tool.shell(line + "; while [ ! -s status ]; do sleep 0.05; done")
        #expect(try tool.folder.text("status") == "0\n")
        #expect(outcome.messages.isEmpty)
    }

    @Test func standardOutputOnAFullDiskIsTold() throws {
        let tool = try Tool.withSamples()
        let outcome = try tool.shell("\"$SEATWISE\" licenses harborline.example > /dev/full")
        #expect(outcome.status == 3)
        #expect(outcome.messages == "Error: cannot write standard output: No space left on device\n")
    }

    @Test func changesMadeBeforeStandardOutputFailedAreOwnedUpTo() throws {
        let tool = try Tool.withSamples()
        let outcome = try tool.shell("\"$SEATWISE\" apply \"$SAMPLES/manifest.csv\" --yes --results - --out out > /dev/full")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("the changes were made before that"))
        #expect(tool.folder.exists("out/undo.csv"))
    }

    @Test func aStreamThatIsClosedTakesNoFilesPlace() throws {
        let tool = try Tool.withSamples()
        let store = try tool.folder.read("seatwise.db")
        let outcome = try tool.shell("\"$SEATWISE\" licenses harborline.example <&- >&-")
        #expect(outcome.status == 3)
        #expect(outcome.messages == "Error: cannot write standard output: Bad file descriptor\n")
        #expect(try tool.shell("\"$SEATWISE\" plan \"$SAMPLES/manifest.csv\" <&- >&- 2>&-").status == 1)
        #expect(try tool.shell("\"$SEATWISE\" plan - <&-").status == 65)
        #expect(try tool.folder.read("seatwise.db") == store)
    }

    @Test func thereAreNoColorsWhereThereIsNoTerminal() throws {
        let tool = try Tool.withSamples()
        let outcome = try tool.run("plan", manifest)
        #expect(!outcome.messages.contains("\u{1B}"))
    }
}
