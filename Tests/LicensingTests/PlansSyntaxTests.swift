import Licensing
import Testing

@Suite("A plans cell")
struct PlansSyntaxTests {
    @Test(
        "is read as SPEC 2 says",
        arguments: [
            ("", PlansSyntax.empty),
            (" \u{A0}", .empty),
            ("*", .all),
            ("A", .listed(["A"])),
            ("A;B", .listed(["A", "B"])),
            ("A, B | C", .listed(["A", "B", "C"])),
            ("A;;B;", .listed(["A", "B"])),
            ("!A", .allBut(["A"])),
            ("!A;!B", .allBut(["A", "B"])),
            ("!A;B", .allBut(["A", "B"])),
            ("! A", .allBut(["A"])),
            ("A;!B", .invalid),
            ("!A;B;!C", .invalid),
            ("*;A", .invalid),
            ("A;*", .invalid),
            ("!*", .invalid),
            ("!", .invalid),
            ("!!A", .invalid),
            ("!;A", .invalid),
            (";", .invalid),
            (" | ", .invalid),
        ] as [(String, PlansSyntax)]
    )
    func isRead(cell: String, expected: PlansSyntax) {
        #expect(PlansSyntax(cell) == expected)
    }
}
