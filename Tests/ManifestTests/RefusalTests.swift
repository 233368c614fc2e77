import Glibc
import Manifest
import Testing

/// Files that cannot be read: each is refused with a sentence that says where and what to do.
@Suite struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var line: Int?
        var column: Int?
        var says: String

        init(_ name: String, _ text: String, line: Int? = nil, column: Int? = nil, says: String) {
            self.init(name, bytes: Array(text.utf8), line: line, column: column, says: says)
        }

        init(_ name: String, bytes: [UInt8], line: Int? = nil, column: Int? = nil, says: String) {
            (self.name, self.bytes, self.line, self.column, self.says) = (name, bytes, line, column, says)
        }

        var testDescription: String { name }
    }

    static let header = "customer,user,note\n"

    static let tables: [Case] = [
        Case("empty", "", says: "it is empty"),
        Case("only a mark", "\u{FEFF}", says: "it is empty"),
        Case("only blank lines", "\n  \r\n\n", says: "blank lines"),
        Case("only a sep line", "sep=;\n", says: "blank lines"),
        Case("header of delimiters", "\n,,,\na,b\n", line: 2, says: "names no columns"),
        Case("header of blanks", "\"\", \u{A0},\n", line: 1, says: "names no columns"),
        Case("header twice", "a,b\n\n\"A\" , b\n1,2\n", line: 3, says: "second time"),
        Case("text after a quote", header + "1,\"è\"x,3\n", line: 2, column: 6, says: "after a closing quote"),
        Case(
            "text after a quote and blanks",
            header + "1,\"2\" \"3\"\n",
            line: 2,
            column: 7,
            says: "after a closing quote"
        ),
        Case("text after a quote of lines", header + "1,\"2\n3\"4,5\n", line: 3, column: 3, says: "begins on line 2"),
        Case("text after a quote in the header", "a,\"b\"c\n", line: 1, column: 6, says: "after a closing quote"),
        Case("quote open in the middle", header + "1,2,3\n4,\"5,6\n7,8,9\n", line: 3, says: "cell 2"),
        Case("quote open on the last line", header + "1,2,\"3", line: 2, says: "never closed"),
        Case("quote open at the very end", header + "1,2,\"", line: 2, says: "never closed"),
        Case("quote open in the header", "a,\"b\n1,2\n", line: 1, says: "never closed"),
        Case(
            "quote open for more than a record",
            header + "1,2,\"3\n" + String(repeating: "4,5,6\n", count: 200_000),
            line: 2,
            says: "1048576 bytes"
        ),
        Case(
            "cell beyond the limit",
            header + "1,2,3\n1,2,\(String(repeating: "x", count: Limits.recordBytes))\n",
            line: 3,
            says: "1048576 bytes"
        ),
        Case(
            "too many columns",
            String(repeating: "a,", count: 100_000) + "\n",
            line: 1,
            says: "100001 cells"
        ),
        Case(
            "too many cells in a row",
            header + "1,2,3\n" + String(repeating: ",", count: Limits.columns) + "\n",
            line: 3,
            says: "16385 cells"
        ),
    ]

    static let encodings: [Case] = [
        Case("NUL", header + "1,2,3\n4,\0,6\n", line: 3, says: "NUL"),
        Case("NUL after CR lines", "a,b\r1,2\r3,\0\r", line: 3, says: "NUL"),
        Case(
            "UTF-8 with one bad byte",
            bytes: Array("a\nè\r\n".utf8) + [0xE8, 0x0A],
            line: 3,
            says: "0xE8 at offset 6"
        ),
        Case("UTF-8 cut short", bytes: Array("a\nè\n".utf8) + [0xE2, 0x82], line: 3, says: "0xE2 at offset 5"),
        Case("UTF-8 with mark and a bad byte", bytes: [0xEF, 0xBB, 0xBF, 0x61, 0x0A, 0xE8], line: 2, says: "offset 5"),
        Case(
            "windows-1252 without a meaning",
            bytes: [0x61, 0x0A, 0xE8, 0x0A, 0x81],
            line: 3,
            says: "0x81 at offset 4"
        ),
        Case(
            "bad byte in row 70,000",
            bytes: Array("città\n".utf8) + [UInt8](repeating: 0, count: 69_999).flatMap { _ in [0x78, 0x0A] } + [
                0xE0, 0x0A,
            ],
            line: 70_001,
            says: "not valid UTF-8"
        ),
        Case("UTF-32 little-endian", bytes: [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], line: 1, says: "UTF-32"),
        Case("UTF-32 big-endian", bytes: [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61], line: 1, says: "UTF-32"),
        Case(
            "UTF-16LE without mark",
            bytes: [0x61, 0, 0x2C, 0, 0x62, 0, 0x0A, 0],
            line: 1,
            says: "--encoding utf-16le"
        ),
        Case(
            "UTF-16BE without mark",
            bytes: [0, 0x61, 0, 0x2C, 0, 0x62, 0, 0x0A],
            line: 1,
            says: "--encoding utf-16be"
        ),
        Case("UTF-16 of odd length", bytes: [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x62], line: 1, says: "odd number"),
        Case(
            "UTF-16 lone lead",
            bytes: [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x00, 0xD8, 0x61, 0],
            line: 2,
            says: "surrogate"
        ),
        Case("UTF-16 lone trail", bytes: [0xFE, 0xFF, 0, 0x61, 0, 0x0A, 0xDC, 0x00], line: 2, says: "surrogate"),
        Case("UTF-16 with NUL", bytes: [0xFF, 0xFE, 0x61, 0, 0x0D, 0, 0x0A, 0, 0, 0], line: 2, says: "NUL"),
    ]

    static let kinds: [Case] = [
        Case("xlsx", bytes: [0x50, 0x4B, 0x03, 0x04, 0x14, 0, 6, 0], says: "ZIP"),
        Case("pdf", "%PDF-1.7\n%\u{E2}\n", says: "PDF"),
        Case("gzip", bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], says: "gzip"),
        Case("xls", bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], says: "old Excel"),
    ]

    @Test(arguments: tables + encodings + kinds)
    func whatIsNoTableIsRefusedNamingThePlace(_ bad: Case) throws {
        let refusal = try #require(try Reading.refusal(of: bad.bytes))
        #expect(refusal.line == bad.line)
        #expect(refusal.column == bad.column)
        #expect(refusal.description.contains(bad.says), "\(refusal)")
        #expect(refusal.file.hasSuffix("manifest.csv"))
        #expect(!refusal.remedy.isEmpty)
    }

    @Test(arguments: encodings + kinds + tables.filter { $0.bytes.count < 1000 }, [1, 2, 3, 7])
    func theSizeOfReadsDoesNotChangeARefusal(_ bad: Case, size: Int) throws {
        var whole = try #require(try Reading.refusal(of: bad.bytes))
        let pieces = try #require(try Reading.refusal(of: bad.bytes, ReadingOptions(readSize: size)))
        // The name of the scratch folder differs.
        whole = UnreadableFile(
            file: pieces.file,
            line: whole.line,
            column: whole.column,
            problem: whole.problem,
            remedy: whole.remedy
        )
        #expect(pieces == whole)
    }

    @Test func whatIsNotThereOrNoFileIsRefused() throws {
        let scratch = try ScratchFiles()
        let places = [
            ("\(scratch.path)/none.csv", "no such file"), ("\(scratch.path)/none/none.csv", "no such file"),
            (scratch.path, "a folder"), ("/dev/null", "it is empty"),
        ]
        for (path, says) in places {
            let refusal = #expect(throws: UnreadableFile.self) { try CSVFile.open(path: path) }
            #expect(refusal?.description.contains(says) == true)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func aFileWithoutPermissionIsRefused() throws {
        let scratch = try ScratchFiles()
        let path = try scratch.write("a\n")
        chmod(path, 0)
        let refusal = #expect(throws: UnreadableFile.self) { try CSVFile.open(path: path) }
        #expect(refusal?.description.contains("permission") == true)
    }

    @Test func aRefusalReadsAsOneSentenceWithThePlaceAndTheWayOut() {
        let refusal = UnreadableFile(file: "a\u{1B}[2J.csv", line: 3, column: 4, problem: "wrong", remedy: "mend it")
        #expect(refusal.description == "cannot read a\\u{1B}[2J.csv, line 3, column 4: wrong: mend it")
        #expect(UnreadableFile(file: "x", problem: "p", remedy: "r").description == "cannot read x: p: r")
    }
}
