import Manifest
import Testing

@Suite struct DialectTests {
    private static let table = [
        ["customer", "user", "città", "note"],
        ["contoso.example", "adele@contoso.example", "Forlì", "plain"],
        ["contoso.example", "aldo@contoso.example", "Nuoro", "a, b; c | d\te"],
        ["contoso.example", "ugo@contoso.example", "", "two\nlines\r\nor \r three"],
        ["contoso.example", "noè@contoso.example", "Aosta", "he said \"no\", twice"],
        ["contoso.example", "eva@contoso.example", "Cefalù", "12 €"],
    ]

    @Test(arguments: Rendering.all)
    func everyRenderingOfATableGivesTheSameCells(_ rendering: Rendering) throws {
        #expect(try Reading.of(rendering.render(Self.table)).table == Self.table)
    }

    @Test(arguments: Rendering.all, [1, 2, 3, 7])
    func theSizeOfReadsChangesNothing(_ rendering: Rendering, size: Int) throws {
        let bytes = rendering.render(Self.table)
        #expect(try Reading.of(bytes, ReadingOptions(readSize: size)) == Reading.of(bytes))
    }

    @Test(arguments: [
        ("a,b;c\n", ","), ("a;b,c;d\n", ";"), ("a\tb\n", "\t"), ("a|b|c,d\n", "|"), ("alone\n", ","),
        ("\"a,b,c\";d\n", ";"), ("\n  \na;b\n", ";"), ("\"a\nb,c,d\";e\n", ";"),
    ])
    func theDelimiterIsTheOneThatYieldsMostCellsInTheHeader(_ text: String, delimiter: String) throws {
        let scratch = try ScratchFiles()
        let file = try CSVFile.open(path: scratch.write(text))
        #expect([file.dialect.delimiter] == Array(delimiter.utf8))
    }

    @Test(arguments: [
        ("sep=;\na;b,c,d\n1;2\n", ["a", "b,c,d"]), ("SEP=|\r\na|b\r\n1|2\r\n", ["a", "b"]),
        ("\"sep=;\"\na;b\n1;2\n", ["a", "b"]), ("sep=\t\na\tb\n1\t2\n", ["a", "b"]),
        ("\u{FEFF}sep=;\na;b\n1;2\n", ["a", "b"]),
    ])
    func aSepLineIsObeyedAndCountsAsALine(_ text: String, names: [String]) throws {
        let reading = try Reading.of(text)
        #expect(reading.table == [names, ["1", "2"]])
        #expect(reading.rows.map(\.line) == [3])
    }

    @Test func aNamedDelimiterWinsOverASepLine() throws {
        let reading = try Reading.of("sep=;\na,b;c\n1,2;3\n", ReadingOptions(delimiter: UInt8(ascii: ",")))
        #expect(reading.table == [["a", "b;c"], ["1", "2;3"]])
    }

    @Test(arguments: ["sep=:\na:b\n", "sep=\na,b\n", "sep=;;\na;b\n"])
    func aSepLineThatNamesNoDelimiterOfOursIsRefused(_ text: String) throws {
        let refusal = try #require(try Reading.refusal(of: Array(text.utf8)))
        #expect(refusal.line == 1)
        #expect(refusal.problem.contains("sep="))
    }

    @Test func aColumnThatIsCalledSepMakesNoSepLine() throws {
        #expect(try Reading.of("sep=;\"a\nb\"\n1;2\n").table == [["sep=", "a\nb"], ["1", "2"]])
    }

    @Test(arguments: [
        ("a,b\n1,2\r\n", LineEnd.lineFeed), ("a,b\r\n1,2\n", .carriageReturnLineFeed), ("a,b\r1,2\r", .carriageReturn),
        ("a,b", .lineFeed), ("\"a\r\nb\",c\n", .lineFeed),
    ])
    func theLineEndIsThatOfTheHeader(_ text: String, lineEnd: LineEnd) throws {
        let scratch = try ScratchFiles()
        #expect(try CSVFile.open(path: scratch.write(text)).dialect.lineEnd == lineEnd)
    }
}
