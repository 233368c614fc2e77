import ArgumentParser
import Manifest
import Testing

@testable import Commands

@Suite struct OptionTests {
    @Test(
        arguments: [
            (",", 0x2C), ("comma", 0x2C), (";", 0x3B), ("semicolon", 0x3B), ("tab", 0x09), ("TAB", 0x09), ("|", 0x7C),
            ("pipe", 0x7C),
            ("bar", 0x7C),
        ] as [(String, UInt8)]
    )
    func aDelimiterIsACharacterOrAWord(argument: String, byte: UInt8) throws {
        let options = try CSVOptions.parse(["--delimiter", argument])
        #expect(options.reading.delimiter == byte)
    }

    @Test(arguments: TextEncoding.allCases)
    func anEncodingGoesByItsName(encoding: TextEncoding) throws {
        #expect(try CSVOptions.parse(["--encoding", encoding.rawValue]).reading.encoding == encoding)
    }

    @Test func theStoreIsTheFlagThenTheVariableThenTheDefault() throws {
        let variables = ["SEATWISE_STORE": "/srv/s.db"]
        #expect(try StoreOptions.parse(["--store", "x.db"]).path(variables) == "x.db")
        #expect(try StoreOptions.parse([]).path(variables) == "/srv/s.db")
        #expect(try StoreOptions.parse([]).path(["SEATWISE_STORE": ""]) == "./seatwise.db")
    }

    @Test func thereIsOneWorkerPerCoreUnlessSaidOtherwise() throws {
        let surroundings = try Stage().surroundings
        #expect(try ParallelismOptions.parse([]).count(surroundings) == 2)
        #expect(try ParallelismOptions.parse(["--parallelism", "256"]).count(surroundings) == 256)
    }

    @Test(arguments: [
        ["plan"], ["plan", ""], ["plan", "m.csv", "--atomic", "rows"], ["plan", "m.csv", "--delimiter", "x"],
        ["plan", "m.csv", "--encoding", "latin1"], ["plan", "m.csv", "--parallelism", "0"],
        ["plan", "m.csv", "--parallelism", "257"], ["plan", "m.csv", "--json", "--results", "-"],
        ["plan", "m.csv", "--yes"],
        ["apply", "m.csv", "--json", "--results", "-", "--yes"], ["applied"], ["import"], ["jobs", "show"], [],
    ])
    func whatIsNoCommandLineIsUsage(arguments: [String]) throws {
        let stage = try Stage()
        #expect(Program.run(arguments, in: stage.surroundings) == .usage)
        #expect(stage.results.isEmpty)
        #expect(!stage.messages.isEmpty)
    }

    @Test(arguments: [
        ["--help"], ["plan", "--help"], ["help", "jobs"], ["--version"], ["--generate-completion-script", "bash"],
    ])
    func helpIsAResult(arguments: [String]) throws {
        let stage = try Stage()
        #expect(Program.run(arguments, in: stage.surroundings) == .success)
        #expect(!stage.results.isEmpty)
        #expect(stage.messages.isEmpty)
    }

    @Test(arguments: ["plan", "apply", "import", "export", "licenses", "template", "jobs"])
    func helpBeginsWithTwoCommandsToPaste(command: String) throws {
        let stage = try Stage()
        _ = stage.run(command, "--help")
        let examples = stage.results.split(separator: "\n").dropFirst().prefix(2)
        #expect(examples.allSatisfy { $0.hasPrefix("  ") })
        #expect(examples.first?.hasPrefix("  seatwise \(command)") == true)
    }
}
