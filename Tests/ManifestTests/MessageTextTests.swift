import Testing

@testable import Manifest

@Suite struct MessageTextTests {
    @Test(arguments: [
        ("plain è 漢字", "plain è 漢字"), ("a\r\nb", "a\\u{D}\\u{A}b"), ("\u{1B}[31m", "\\u{1B}[31m"),
        ("x\u{202E}y", "x\\u{202E}y"),
        ("x\u{A0}y", "x\\u{A0}y"), ("\u{2028}", "\\u{2028}"),
    ])
    func whatCouldRewriteATerminalIsShownAsANumber(_ text: String, shown: String) {
        #expect(MessageText.plain(text) == shown)
    }

    @Test func longValuesAreCut() {
        #expect(MessageText.value(String(repeating: "x", count: 100)).count == 65)
        #expect(MessageText.list(["a", "b", "c"], limit: 2) == "\"a\", \"b\" and 1 more")
        #expect(MessageText.byte(0xE) == "0x0E")
    }
}
