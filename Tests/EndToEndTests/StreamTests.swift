import Foundation
import TestSupport
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

    @Test(arguments: [["plan", "--results", "-"], ["plan", "--json"], ["apply", "--yes", "--results", "-"]])
    func aReaderThatGoesAwayIsNoErrorAndTheFilesAreWhole(arguments: [String]) throws {
        let tool = try Tool.withSamples()
        let outcome = try tool.runWithoutReader(arguments + [manifest, "--quiet", "--out", "out"])
        #expect(outcome.status == 1)
        let isJSON = arguments.contains("--json")
        #expect(outcome.messages == (isJSON ? "" : "21 of 41 rows in \(manifest) refused: see out/failed.csv\n"))
        let failed = CSVTable(try tool.folder.read("out/failed.csv"))
        #expect(failed.rows.count == 21)
        #expect(tool.folder.exists("out/summary.json"))
    }

    @Test(arguments: [["licenses", "harborline.example"], ["template"], ["--help"], ["jobs", "--json"]])
    func aReaderOfATableThatGoesAwayIsNoError(arguments: [String]) throws {
        let outcome = try Tool.withSamples().runWithoutReader(arguments)
        #expect(outcome.status == 0)
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
        let outcome = try tool.shell(
            "\"$SEATWISE\" apply \"$SAMPLES/manifest.csv\" --yes --results - --out out > /dev/full"
        )
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
