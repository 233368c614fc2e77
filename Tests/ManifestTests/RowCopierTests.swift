import Manifest
import Testing

@Suite struct RowCopierTests {
    /// The file copied with a column of our own behind each row, extra cells behind that.
    private func copy(_ text: String, options: ReadingOptions = ReadingOptions(), cellwise: Bool = false) throws
        -> String
    {
        let scratch = try ScratchFiles()
        let file = try CSVFile.open(path: scratch.write(text), options: options)
        let copier = RowCopier(file: file, carriedColumns: file.carriedColumns)
        var row = RowBuffer(file.dialect)
        copier.appendHeader(to: &row)
        row.append(cell: "result_line")
        row.endRow()
        try file.forEachRecord(columns: []) { record in
            let isVerbatim = record.copiesVerbatim && !cellwise
            copier.append(start: record.start, length: record.length, verbatim: isVerbatim, to: &row)
            row.append(cell: String(record.line))
            copier.appendExtraCells(start: record.start, length: record.length, to: &row)
            row.endRow()
        }
        return String(decoding: row.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("a,b\n1,2\n", "a,b,result_line\n1,2,2\n"),
        ("\"a\",\" b\"\n\"1\" x,2\n".replacing("\" x", with: "\""), "\"a\",\" b\",result_line\n\"1\",2,2\n"),
        ("a;b\r\n 1 ;\"x;y\r\nz\"\r\n", "a;b;result_line\r\n 1 ;\"x;y\r\nz\";2\r\n"),
        ("a|b\r1|\r", "a|b|result_line\r1||2\r"),
        ("a,b\n'=1,''-2", "a,b,result_line\n'=1,''-2,2\n"),
        ("a,b\nèé,\"say \"\"no\"\"\"\n", "a,b,result_line\nèé,\"say \"\"no\"\"\",2\n"),
        ("a\tb\n1\t2\n", "a\tb\tresult_line\n1\t2\t2\n"),
    ])
    func recordsThatAreSafeAreCopiedByteForByte(_ text: String, copied: String) throws {
        #expect(try copy(text) == copied)
        #expect(try copy(text, cellwise: true) == copied)
        #expect(try Reading.of(text).rows.allSatisfy { $0.copiesVerbatim || text.contains("\"\"") })
    }

    @Test(arguments: [
        ("a,b\n=1,-2\n", "'=1,'-2,2"), ("a,b\n \u{A0}=1,\"@x\"\n", "'=1,'@x,2"), ("a,b\n\"=1,2\",x\n", "\"'=1,2\",x,2"),
        ("a,b\n\t+1,x\n", "'+1,x,2"), ("a,b\n\tx, y\n", "x, y,2"), ("a,b\n\"\tx\",y\n", "'\tx,y,2"),
        ("a,b\n5\" disk,2\n", "\"5\"\" disk\",2,2"), ("a,b\n \"x\" ,2\n", "x,2,2"),
        ("a,b\n\"\r\n\"\"x\",2\n", "\"'\r\n\"\"x\",2,2"),
        ("a,b\n1\n", "1,,2"), ("a,b\n'-\tx, \"''=y\" \n", "'-\tx,''=y,2"),
        ("a,b\n'=\"x\",2\n", "\"'=\"\"x\"\"\",2,2"), ("a,b\n\"\n\",2\n", "\"'\n\",2,2"), ("a,b\n1,2,,\n", "1,2,2,,"),
        ("a,b\n1,2,=3,\"x\"\n", "1,2,2,'=3,\"x\""),
        ("a,b\n\" =1\",2\n", "'=1,2,2"),
    ])
    func recordsThatAreNotAreRewrittenWithTheirContent(_ text: String, row: String) throws {
        #expect(try copy(text) == "a,b,result_line\n\(row)\n")
        #expect(try Reading.of(text).rows.map(\.copiesVerbatim) == [false])
    }

    @Test func columnsOfEarlierResultsAreLeftOut() throws {
        let text = "result_x,a,result_y,b\n1,\"2,\",3,4\n5,6\n"
        #expect(try copy(text) == "a,b,result_line\n\"2,\",4,2\n6,,3\n")
    }

    @Test func aHeaderThatHoldsOtherDelimitersIsQuoted() throws {
        let text = "a;b;c,d\n1,2\n"
        let copied = try copy(text, options: ReadingOptions(delimiter: UInt8(ascii: ",")))
        #expect(copied == "\"a;b;c\",d,result_line\n1,2,2\n")
    }

    @Test(arguments: ["\u{FEFF}a", "%PDF-", "PK\u{3}\u{4}"])
    func aHeaderThatBeginsLikeAnotherKindOfFileIsQuoted(_ name: String) throws {
        let copied = try copy("\n\(name),b\n1,2\n")
        #expect(copied == "\"\(name)\",b,result_line\n1,2,3\n")
        #expect(try Reading.of(copied).columnNames == [name, "b", "result_line"])
    }

    @Test func aDangerousHeaderIsGuarded() throws {
        #expect(try copy("=cmd,b\n1,2\n") == "'=cmd,b,result_line\n1,2,2\n")
    }

    @Test(arguments: Rendering.all)
    func copiesReadBackAsTheSameTable(_ rendering: Rendering) throws {
        let table = [
            ["name", "note", "à"], ["1", "=a", "x,y;z|\t"], ["2", "'=a", "l\"m\""], ["3", "5\" disk", ""],
            ["4", "''", "q\r\nr"], ["5", "\nz", "\t'=z"],
        ]
        let scratch = try ScratchFiles()
        let path = try scratch.write(rendering.render(table))
        let original = try Reading(CSVFile.open(path: path))
        let copied = try copyOf(path)
        let again = try Reading.of(copied)
        #expect(again.columnNames == original.columnNames)
        #expect(again.rows.map(\.cells) == original.rows.map(\.cells))
        #expect(try copyOf(scratch.write(copied, as: "again.csv")) == copied)
    }

    private func copyOf(_ path: String) throws -> [UInt8] {
        let file = try CSVFile.open(path: path)
        let copier = RowCopier(file: file, carriedColumns: file.carriedColumns)
        var row = RowBuffer(file.dialect)
        copier.appendHeader(to: &row)
        row.endRow()
        try file.forEachRecord(columns: []) { record in
            copier.append(start: record.start, length: record.length, verbatim: record.copiesVerbatim, to: &row)
            row.endRow()
        }
        return row.bytes
    }

    @Test func theCellsOfARecordAreGivenAsTexts() throws {
        let scratch = try ScratchFiles()
        let file = try CSVFile.open(path: scratch.write("a,b\n '=1 ,\" \"\"x\"\" \",\u{A0}\n"))
        let copier = RowCopier(file: file, carriedColumns: [])
        var cells: [[String]] = []
        try file.forEachRecord(columns: []) { cells.append(copier.cells(start: $0.start, length: $0.length)) }
        #expect(cells == [["=1", "\"x\"", ""]])
    }

    @Test(arguments: [
        "a,b\n '=1 , \u{A0}x\t,'\t\n", "a,b\n1\n\"2\",\" '-\"\"3 \"\n", "a\tb\n 1 \t2\n\t\tx\n", "a;b\r\n;5\" disk\r\n",
    ])
    func oneCellIsTheSameAsAmongAll(_ text: String) throws {
        let scratch = try ScratchFiles()
        let file = try CSVFile.open(path: scratch.write(text))
        let copier = RowCopier(file: file, carriedColumns: [])
        try file.forEachRecord(columns: []) { record in
            let cells = copier.cells(start: record.start, length: record.length)
            let single = (0...cells.count).map { copier.cell($0, start: record.start, length: record.length) }
            #expect(single == cells + [""])
        }
    }
}
