import Foundation
import TestSupport
import Testing

/// Stores that cannot be used: exit 3, one sentence, and they stay as they are.
@Suite struct BadStoreTests {
    private let manifest = Tool.samples + "/manifest.csv"

    private func expectRefusal(_ tool: Tool, _ arguments: [String], says: String) throws {
        let before = try tool.folder.contents()
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 3)
        #expect(outcome.messages.hasPrefix("Error: "))
        #expect(outcome.messages.contains(says), "\(outcome.messages)")
        #expect(outcome.messages.split(separator: "\n").count == 1)
        #expect(outcome.results.isEmpty)
        #expect(try tool.folder.contents() == before)
    }

    private var commands: [[String]] {
        [["plan", manifest], ["apply", manifest, "--yes"], ["import", Tool.samples], ["export", "out"], ["jobs"]]
    }

    @Test func whatIsNoDatabaseIsLeftAlone() throws {
        let tool = try Tool.fresh()
        try tool.folder.write(String(repeating: "no database at all\n", count: 500), as: "seatwise.db")
        for command in commands { try expectRefusal(tool, command, says: "no SQLite database") }
    }

    @Test func aStoreOfANewerVersionIsLeftAlone() throws {
        let tool = try Tool.withSamples()
        var bytes = try tool.folder.read("seatwise.db")
        // The user version stands at offset 60 of the file, with the most significant byte first.
        bytes[60] = 0x7F
        try tool.folder.write(bytes, as: "seatwise.db")
        for command in commands { try expectRefusal(tool, command, says: "newer seatwise") }
    }

    @Test func aStoreThatIsNotThereIsNotMadeByReading() throws {
        let tool = try Tool.fresh()
        for command in commands where command[0] != "import" {
            try expectRefusal(tool, command, says: "seatwise import")
        }
    }

    @Test func aFolderIsNoStore() throws {
        let tool = try Tool.fresh()
        try FileManager.default.createDirectory(
            atPath: tool.folder.path("seatwise.db"),
            withIntermediateDirectories: true
        )
        for command in commands { try expectRefusal(tool, command, says: "is a folder") }
    }

    @Test(.enabled(if: getuid() != 0, "root may write everything"))
    func aStoreThatMayNotBeWrittenIsNamed() throws {
        let tool = try Tool.withSamples()
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: tool.folder.path("seatwise.db"))
        try expectRefusal(tool, ["import", Tool.samples], says: "may not be written")
    }

    @Test func ofTwoImportsAtOnceOneWaitsForNobody() throws {
        let tool = try Tool.withSamples()
        let before = try tool.export(to: "before")
        // The manifest of the first is a pipe: once it is opened, the store is held until somebody has written to it.
        let line = """
            mkfifo slow; "$SEATWISE" apply slow --yes --quiet --out slow-out & exec 3> slow
            "$SEATWISE" import "$SAMPLES" --quiet; echo $? > second
            cat "$SAMPLES/manifest-clean.csv" >&3; exec 3>&-; wait $!; echo $? > first
            """
        let outcome = try tool.shell(line)
        #expect(try tool.folder.text("second") == "3\n")
        #expect(try tool.folder.text("first") == "0\n")
        #expect(outcome.messages.contains("is being written by `seatwise apply`"))
        _ = try tool.run("apply", "slow-out/undo.csv", "--yes")
        #expect(try tool.export(to: "after") == before)
    }

    @Test func twoImportsAtOnceLeaveAWholeStore() throws {
        let tool = try Tool.withSamples()
        let before = try tool.export(to: "before")
        let outcome = try tool.shell(
            """
            "$SEATWISE" import "$SAMPLES" --quiet & one=$!
            "$SEATWISE" import "$SAMPLES" --quiet & two=$!
            wait $one; echo $? >> statuses; wait $two; echo $? >> statuses
            """
        )
        let statuses = try tool.folder.text("statuses").split(separator: "\n")
        #expect(statuses.contains("0") && statuses.allSatisfy { ["0", "3"].contains($0) }, "\(outcome.messages)")
        #expect(try tool.export(to: "after") == before)
    }
}
