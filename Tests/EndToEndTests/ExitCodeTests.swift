import Foundation
import TestSupport
import Testing

/// The exit codes of docs/exit-codes.md that a user can bring about, through the built binary.
@Suite struct ExitCodeTests {
    @Test(
        arguments: [
            (["--version"], 0), (["--help"], 0), (["help", "apply"], 0), (["template"], 0),
            (["plan", "samples/manifest-clean.csv"], 0), (["plan", "samples/manifest.csv"], 1),
            (["apply", "samples/manifest.csv", "--yes"], 1),
            (["plan", "samples/manifest.csv", "--store", "none.db"], 3),
            (["plan", "samples/manifest.csv", "--out", "/dev/null/x"], 3), (["export", "/dev/null/x"], 3),
            (["apply", "samples/manifest.csv"], 6), (["apply", "-"], 6), ([], 64), (["plan"], 64),
            (["plan", "a", "b"], 64),
            (["plan", "samples/manifest.csv", "--atomic", "none"], 64),
            (["plan", "samples/manifest.csv", "--json", "--results", "-"], 64), (["licenses", "nobody.example"], 64),
            (["jobs", "show", "nothing"], 64), (["plan", "samples/README.md"], 65), (["plan", "none.csv"], 65),
            (["import", "none"], 65), (["licenses", "harborline.example", "--users", "none.csv"], 65),
        ] as [([String], Int32)]
    )
    func everyExitCodeMeansWhatItSays(arguments: [String], status: Int32) throws {
        let tool = try Tool.withSamples()
        let resolved = arguments.map { $0.hasPrefix("samples/") ? Tool.root.appending(path: $0).path : $0 }
        let outcome = try tool.run(resolved)
        #expect(outcome.status == status, "\(outcome.messages)")
        if [3, 6, 65].contains(status) {
            #expect(outcome.messages.hasPrefix("Error: "))
            #expect(outcome.messages.split(separator: "\n").count == 1)
            #expect(outcome.results.isEmpty)
        }
        if status == 64 { #expect(outcome.messages.contains("Error: ") || arguments.isEmpty) }
    }

    @Test func theVersionIsOneLine() throws {
        let outcome = try Tool.fresh().run("--version")
        #expect(outcome.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test func withoutATerminalApplyNeedsYesAndChangesNothing() throws {
        let tool = try Tool.withSamples()
        let before = try tool.folder.contents()
        let outcome = try tool.run("apply", Tool.samples + "/manifest.csv")
        #expect(outcome.status == 6)
        #expect(outcome.lastMessage.contains("add --yes"))
        #expect(try tool.folder.contents() == before)
    }

    @Test func theStoreMayBeNamedByTheEnvironment() throws {
        let tool = try Tool.fresh()
        let variables = ["SEATWISE_STORE": tool.folder.path("named.db")]
        #expect(try tool.run(["import", Tool.samples], variables: variables).status == 0)
        #expect(tool.folder.exists("named.db") && !tool.folder.exists("seatwise.db"))
        #expect(try tool.run(["jobs"], variables: variables).status == 0)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func shellsGetCompletions(shell: String) throws {
        let outcome = try Tool.fresh().run("--generate-completion-script", shell)
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("licenses") && outcome.text.contains("parallelism"))
    }
}
