import Foundation
import TestSupport
import Testing

/// What samples/README.md promises.
@Suite struct SampleTests {
    @Test(
        arguments: [("manifest.csv", ",", 1), ("manifest-it.csv", ";", 1), ("manifest-clean.csv", ",", 0)]
            as [(String, Character, Int32)]
    )
    func theTablesOfTheSamplesAreTrue(manifest: String, delimiter: Character, status: Int32) throws {
        let expected = try #require(try SampleTables().tables[manifest])
        let tool = try Tool.withSamples()
        for mode in [["plan"], ["apply", "--yes"]] {
            let outcome = try tool.run(mode + [Tool.samples + "/" + manifest, "--out", "out"])
            #expect(outcome.status == status, "\(outcome.messages)")
            let results = CSVTable(try tool.folder.read("out/results.csv"), delimiter: delimiter)
            let shown = results.rows.map { row in
                ["line", "status", "code", "before", "after"].map { row["result_" + $0] ?? "" }
            }
            let wanted = expected.map { cells in
                var cells = Array(cells.prefix(5))
                if mode[0] == "apply", cells[1] == "ready" { cells[1] = "applied" }
                return cells
            }
            #expect(shown == wanted)
            #expect(
                zip(results.cells("result_code"), results.cells("result_message")).allSatisfy {
                    $0.isEmpty == $1.isEmpty
                }
            )
        }
    }

    @Test func theShortagesOfTheSamplesAreTrue() throws {
        let expected = try #require(try SampleTables().tables["shortages.csv"])
        let tool = try Tool.withSamples()
        _ = try tool.run("plan", Tool.samples + "/manifest.csv", "--out", "out")
        let shortages = CSVTable(try tool.folder.read("out/shortages.csv"))
        let shown = shortages.rows.map { row in
            ["product", "name", "seats", "in_use", "short"].map { row[$0] ?? "" }
        }
        #expect(shown.sorted { $0[0] < $1[0] } == expected.map { Array($0.dropFirst()) }.sorted { $0[0] < $1[0] })
    }

    @Test func anItalianSpreadsheetGetsBackWhatItCanOpen() throws {
        let tool = try Tool.withSamples()
        let outcome = try tool.run("plan", Tool.samples + "/manifest-it.csv", "--out", "out")
        #expect(outcome.status == 1)
        #expect(outcome.messages.contains("note: the manifest was read as Windows-1252"))
        let results = try tool.folder.text("out/results.csv")
        #expect(results.unicodeScalars.first == "\u{FEFF}")
        #expect(results.contains("cliente;utente;prodotto;azione;piani;nota;result_line;"))
        #expect(results.contains("perché serve Office sul PC"))
        #expect(results.contains("€"))
    }

    @Test func theFailedRowsAreAManifest() throws {
        let tool = try Tool.withSamples()
        for name in ["manifest.csv", "manifest-it.csv"] {
            _ = try tool.run("plan", Tool.samples + "/" + name, "--out", "one")
            let outcome = try tool.run("plan", "one/failed.csv", "--out", "two")
            #expect(outcome.status == 1)
            let failed = try tool.folder.text("one/failed.csv")
            #expect(try tool.folder.text("two/results.csv").count > 0)
            #expect(failed.split(whereSeparator: \.isNewline).count == (name == "manifest.csv" ? 22 : 2))
        }
    }
}
