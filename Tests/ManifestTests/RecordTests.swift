import Manifest
import Testing

@Suite struct RecordTests {
    @Test func aHeaderAloneIsATableOfNoRows() throws {
        #expect(try Reading.of("customer,user\r\n").table == [["customer", "user"]])
        #expect(try Reading.of("customer,user").table == [["customer", "user"]])
    }

    @Test func everyRecordKnowsItsPhysicalLineAndItsBytes() throws {
        let text = "a,b\n1,\"x\ny\"\n\n  \n2,y\r\n,\n \"\" , \n3,\"z\"\r4,w"
        let reading = try Reading.of(text)
        #expect(reading.rows.map(\.line) == [2, 6, 9, 10])
        let bytes = Array(text.utf8)
        let own = reading.rows.map { String(decoding: bytes[$0.start..<$0.start + $0.length], as: UTF8.self) }
        #expect(own == ["1,\"x\ny\"", "2,y", "3,\"z\"", "4,w"])
        #expect(reading.rows.map(\.cells) == [["1", "x\ny"], ["2", "y"], ["3", "z"], ["4", "w"]])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func linesAreCountedAlikeForEveryLineEnd(_ end: String) throws {
        let reading = try Reading.of(["a,b", "1,2", "", "3,\"4", "5\"", "6,7"].joined(separator: end))
        #expect(reading.rows.map(\.line) == [2, 4, 6])
    }

    @Test func cellsAreTrimmedOfBlanksAndNoBreakSpaces() throws {
        let text =
            "a,b,c\n  x\t,\" y \", \u{A0} z\u{A0}\u{A0} \n\u{A0},\"\u{A0}\", \n\u{A0}x\u{A0}y,\"\n q \r\n\",\u{C2}\n"
        let reading = try Reading.of(text)
        #expect(reading.rows.map(\.cells) == [["x", "y", "z"], ["x\u{A0}y", "q", "\u{C2}"]])
    }

    @Test func missingCellsAreEmptyAndExtraOnesAreTold() throws {
        let reading = try Reading.of("a,b,c\n1\n1,2,3, ,\n1,2,3,,4\n,,\n,,,5\n")
        #expect(reading.rows.map(\.cells) == [["1", "", ""], ["1", "2", "3"], ["1", "2", "3"], ["", "", ""]])
        #expect(reading.rows.map(\.cellCount) == [1, 5, 5, 4])
        #expect(reading.rows.map(\.hasExtraCells) == [false, false, true, true])
    }

    @Test func aQuoteInsideAnUnquotedCellIsData() throws {
        let reading = try Reading.of("a,b\n5\" disk,x\"\"y\n3.5\",4\"\"\" z\n\u{A0}\"q\",r\n")
        #expect(reading.table.dropFirst() == [["5\" disk", "x\"\"y"], ["3.5\"", "4\"\"\" z"], ["\"q\"", "r"]])
        #expect(reading.rows.allSatisfy { !$0.copiesVerbatim })
    }

    @Test func blanksAroundAQuotedCellAreDropped() throws {
        let reading = try Reading.of("a,b\n \"x, y\" ,\t\"z\"\t\n")
        #expect(reading.table.dropFirst() == [["x, y", "z"]])
    }

    @Test func backslashesAndControlCharactersAreData() throws {
        let reading = try Reading.of("a,b\n\"x\\\",\u{1A}y\n")
        #expect(reading.table.dropFirst() == [["x\\", "\u{1A}y"]])
    }

    @Test func onlyWantedColumnsAreKeptInTheOrderAsked() throws {
        let scratch = try ScratchFiles()
        let file = try CSVFile.open(path: scratch.write("a,b,c\n1,2,3\n4\n"))
        var seen: [[String]] = []
        try file.forEachRecord(columns: [2, 0]) { record in
            seen.append([0, 1].map { String(decoding: record.cell($0), as: UTF8.self) })
        }
        #expect(seen == [["3", "1"], ["", "4"]])
    }

    @Test func whatTheCallerThrowsEndsTheReading() throws {
        struct Enough: Error {}
        let scratch = try ScratchFiles()
        let file = try CSVFile.open(path: scratch.write("a\n1\n2\n3\n"))
        var count = 0
        #expect(throws: Enough.self) {
            try file.forEachRecord(columns: [0]) { _ in
                count += 1
                if count == 2 { throw Enough() }
            }
        }
        #expect(count == 2)
    }

    @Test func aFileMayBeReadAgainAndAgain() throws {
        let scratch = try ScratchFiles()
        let file = try CSVFile.open(path: scratch.write("a,b\n1,2\n3,4\n"))
        #expect(try Reading(file) == Reading(file))
    }

    @Test(arguments: [3, 300, Limits.columns])
    func wideTablesAreReadUpToTheLimit(_ width: Int) throws {
        let names = (0..<width).map { "c\($0)" }
        let cells = (0..<width).map { "v\($0)" }
        let text = names.joined(separator: ";") + "\n" + cells.joined(separator: ";") + "\n"
        #expect(try Reading.of(text).table == [names, cells])
    }

    @Test func aCellOfNearlyTheLongestRecordIsRead() throws {
        let long = String(repeating: "x", count: Limits.recordBytes - 4)
        #expect(try Reading.of("a,b\n1,\"\(long)\"\n2,3\n").rows.map(\.cells) == [["1", long], ["2", "3"]])
    }

    @Test(arguments: [1, 2, 3, 5])
    func blanksInFrontBelongToTheRecordHoweverTheyAreRead(_ readSize: Int) throws {
        let text = "a,b\n  \t 1,2\n \t \n   \"3\",4\n"
        let options = ReadingOptions(readSize: readSize)
        #expect(try Reading.of(text, options) == Reading.of(text))
        #expect(try Reading.of(text).rows.map(\.start) == [4, 16])
    }

    @Test func aBlankLineSaysNothingOfTheRecordBehindIt() throws {
        #expect(try Reading.of("a,b\n \t\n1,2\n").rows.map(\.copiesVerbatim) == [true])
    }

    @Test func aBlankLineMayBeLongerThanARecord() throws {
        let blanks = String(repeating: " ", count: Limits.recordBytes + 70_000)
        #expect(try Reading.of("a\n\(blanks)\n1\n").rows.map(\.line) == [3])
    }

    @Test func memoryGivenBackCanStillBeRead() throws {
        let scratch = try ScratchFiles()
        let text = "a,b\n" + String(repeating: "1,2\n", count: 10_000)
        let file = try CSVFile.open(path: scratch.write(text))
        file.spool.releasePages(in: 0..<text.utf8.count)
        #expect(file.spool.text == Array(text.utf8))
    }
}
