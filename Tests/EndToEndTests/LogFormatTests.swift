import Foundation
import TestSupport
import Testing

/// `--log-format json`: an event on each line, with job and customer; users are named by no event that is information.
@Suite struct LogFormatTests {
    private func events(_ outcome: Tool.Outcome) throws -> [[String: Any]] {
        try outcome.messages.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
    }

    @Test func everyMessageIsAnEventAndNamesNoUser() throws {
        let tool = try Tool.withSamples()
        let manifest = Tool.samples + "/manifest.csv"
        let outcome = try tool.run("apply", manifest, "--yes", "--log-format", "json", "--out", "out")
        #expect(outcome.status == 1)
        let events = try events(outcome)
        #expect(events.first?["event"] as? String == "judged")
        #expect(events.last?["event"] as? String == "finished")
        let job = try #require(events.last?["job"] as? String)
        let committed = events.filter { $0["event"] as? String == "customer_committed" }
        #expect(committed.count > 1)
        #expect(committed.allSatisfy { $0["job"] as? String == job && $0["customer"] is String })
        let files = try #require(events.last?["files"] as? [String: String])
        #expect(files["failed"] == "out/failed.csv")
        for event in events {
            #expect(event["time"] is String && event["level"] is String)
        }
        let users = Set(CSVTable(try tool.folder.read("out/results.csv")).cells("user")).subtracting([""])
        for line in outcome.messages.split(separator: "\n") where line.contains("\"level\":\"info\"") {
            #expect(!users.contains { line.contains($0) }, "\(line)")
        }
        #expect(
            try tool.run("apply", manifest, "--yes", "--log-format", "json", "--quiet").messages.split(separator: "\n")
                .count == 1
        )
    }

    @Test func errorsAreEventsToo() throws {
        let tool = try Tool.withSamples()
        let events = try events(try tool.run("apply", "nothing.csv", "--yes", "--log-format", "json", "--quiet"))
        #expect(events.count == 1)
        #expect(events[0]["level"] as? String == "error")
        #expect((events[0]["message"] as? String)?.hasPrefix("cannot read nothing.csv: ") == true)
    }

    @Test func aCleanRunIsQuiet() throws {
        let tool = try Tool.withSamples()
        let manifest = Tool.samples + "/manifest-clean.csv"
        let outcome = try tool.run("apply", manifest, "--yes", "--log-format", "json", "--quiet", "--json")
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
        #expect(outcome.text.hasPrefix("{\n"))
    }
}
