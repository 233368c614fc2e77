import Testing

@testable import Manifest

@Suite struct RowBufferTests {
    private func row(_ cells: [String], _ dialect: Dialect = .standard) -> String {
        var row = RowBuffer(dialect)
        for cell in cells { row.append(cell: cell) }
        row.endRow()
        return String(decoding: row.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (["a", "b"], "a,b\n"), (["a,b", "c;d"], "\"a,b\",c;d\n"), (["say \"no\""], "\"say \"\"no\"\"\"\n"),
        (["x\ny", "x\ry"], "\"x\ny\",\"x\ry\"\n"),
        ([" x", "x ", "\u{A0}x", "x\u{A0}"], "\" x\",\"x \",\"\u{A0}x\",\"x\u{A0}\"\n"),
        (["", ""], ",\n"), ([""], "\"\"\n"), (["=1,2", "-3"], "\"'=1,2\",'-3\n"), (["\tx"], "'\tx\n"),
        (["\nx"], "\"'\nx\"\n"),
    ])
    func cellsAreQuotedAndGuardedWhereNeeded(_ cells: [String], written: String) {
        #expect(row(cells) == written)
    }

    @Test func theDialectOfTheFileIsUsed() {
        let dialect = Dialect(delimiter: UInt8(ascii: ";"), lineEnd: .carriageReturnLineFeed)
        #expect(row(["a,b", "c;d"], dialect) == "a,b;\"c;d\"\r\n")
    }

    @Test func everyCellReadsBackAsItWasWritten() throws {
        let cells = FormulaGuardTests.hostile.compactMap { String(validating: $0, as: UTF8.self) }
            .filter { cell in
                // What is blank at its ends is trimmed on reading, and NUL is refused: neither can be kept.
                !cell.utf8.contains(0)
                    && cell.utf8.withContiguousStorageIfAvailable { Blanks.trimStart(Blanks.trimEnd($0)).count }
                        == cell.utf8.count
            }
        #expect(cells.count > 800)
        for delimiter in Dialect.delimiters {
            for lineEnd in LineEnd.allCases {
                var row = RowBuffer(Dialect(delimiter: delimiter, lineEnd: lineEnd))
                for name in ["n", "cell", "last"] { row.append(cell: name) }
                row.endRow()
                for cell in cells {
                    for text in ["1", cell, cell] { row.append(cell: text) }
                    row.endRow()
                }
                #expect(try Reading.of(row.bytes).rows.map(\.cells) == cells.map { ["1", $0, $0] })
            }
        }
    }

    @Test func anEmptiedBufferBeginsAnew() {
        var row = RowBuffer()
        row.appendByteOrderMark()
        row.append(cell: "a")
        row.endRow()
        #expect(row.bytes == [0xEF, 0xBB, 0xBF, 0x61, 0x0A])
        row.removeAll()
        #expect(row.isEmpty)
        row.append(cell: "")
        row.endRow()
        #expect(row.bytes == Array("\"\"\n".utf8))
    }

    @Test(arguments: [(0, "0"), (9, "9"), (10, "10"), (1_000_001, "1000001"), (UInt.max, "18446744073709551615")])
    func numbersAreWrittenInDecimal(_ number: UInt, digits: String) {
        var row = RowBuffer()
        row.append(number: number)
        row.append(number: number)
        row.endRow()
        #expect(String(decoding: row.bytes, as: UTF8.self) == "\(digits),\(digits)\n")
    }

    @Test func quotesAreDoubledWhereverTheyStand() {
        #expect(row(["\"", "\"\"a", "a\"", "a\"b\"c"]) == "\"\"\"\",\"\"\"\"\"a\",\"a\"\"\",\"a\"\"b\"\"c\"\n")
    }

    @Test func theEndOfARowIsCopiedFromAnotherBuffer() {
        var endings = RowBuffer()
        for cell in ["first", "row"] { endings.append(cell: cell) }
        endings.endRow()
        let start = endings.count
        for cell in ["a,b", ""] { endings.append(cell: cell) }
        endings.endRow()
        var row = RowBuffer()
        for cell in ["1", "2"] {
            row.append(cell: cell)
            row.endRow(copying: start..<endings.count, of: endings)
        }
        #expect(String(decoding: row.bytes, as: UTF8.self) == "1,\"a,b\",\n2,\"a,b\",\n")
    }

    @Test func wholeRowsAreCopiedFromAnotherBuffer() {
        var all = RowBuffer()
        for cell in ["1", "2"] {
            all.append(cell: cell)
            all.endRow()
        }
        var some = RowBuffer()
        some.appendRows(2..<4, of: all)
        some.append(cell: "")
        some.endRow()
        #expect(String(decoding: some.bytes, as: UTF8.self) == "2\n\"\"\n")
    }

    @Test func anEndIsCopiedWithValuesInItsHoles() throws {
        let hole = RowBuffer.hole
        var known = RowBuffer()
        for cell in ["refused", "user \"\(hole)\" has none, see line \(hole)"] { known.append(cell: cell) }
        known.endRow()
        let ending = try #require(known.ending(0..<known.count))
        var row = RowBuffer()
        row.append(cell: "1")
        row.endRow(copying: ending, of: known, filling: [.text("bo"), .number(7), .nothing, .nothing])
        row.append(cell: "2")
        row.endRow(copying: ending, of: known, filling: [.text("anna"), .number(1_048_576), .nothing, .nothing])
        let written = String(decoding: row.bytes, as: UTF8.self)
        #expect(
            written == """
                1,refused,"user ""bo"" has none, see line 7"
                2,refused,"user ""anna"" has none, see line 1048576"

                """
        )
    }

    @Test func anEndWithMoreHolesThanValuesIsNone() {
        var known = RowBuffer()
        known.append(cell: String(repeating: RowBuffer.hole, count: 4))
        known.endRow()
        let most = known.count
        known.append(cell: String(repeating: RowBuffer.hole, count: 5))
        known.endRow()
        #expect(known.ending(0..<most) != nil)
        #expect(known.ending(most..<known.count) == nil)
    }
}
