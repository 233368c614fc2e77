import Testing

@testable import Commands

@Suite struct TextTableTests {
    private static let plain = TextStyle(isColored: false)

    private func table(_ rows: [String]...) -> TextTable {
        var table = TextTable([
            TextTable.Column(title: "ID"), TextTable.Column(title: "NAME", givesWay: true),
            TextTable.Column(title: "SEATS", isNumber: true), TextTable.Column(title: "NOTE"),
        ])
        for row in rows { table.add(row) }
        return table
    }

    @Test func numbersStandToTheRightAndNoLineEndsInBlanks() {
        let text = table(["a", "Alpha", "5", "x"], ["bb", "Be", "1,000", ""]).text(width: nil, style: Self.plain)
        #expect(
            text == """
                ID  NAME   SEATS  NOTE
                a   Alpha      5  x
                bb  Be     1,000

                """
        )
    }

    @Test func wideCharactersTakeTwoColumns() {
        let text = table(["1", "张伟", "5", "x"], ["2", "Zoë", "6", "y"]).text(width: nil, style: Self.plain)
        #expect(
            text == """
                ID  NAME  SEATS  NOTE
                1   张伟      5  x
                2   Zoë       6  y

                """
        )
    }

    @Test(arguments: [40, 30, 24])
    func theNameGivesWayWhereTheTerminalIsNarrow(width: Int) {
        let name = "Microsoft 365 Audio Conferencing for Everybody"
        let text = table(["a", name, "5", "x"]).text(width: width, style: Self.plain)
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= max(width, 25) })
        #expect(text.contains("...") && text.contains("Micro"))
    }

    @Test func onlyTheHeadIsColored() {
        let text = table(["a", "b", "5", "x"]).text(width: nil, style: TextStyle(isColored: true))
        let lines = text.split(separator: "\n")
        #expect(lines[0].contains("\u{1B}[1m"))
        #expect(!lines[1].contains("\u{1B}"))
    }
}
