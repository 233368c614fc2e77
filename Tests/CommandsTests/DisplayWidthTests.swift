import Testing

@testable import Commands

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("Niccolò", 7), ("Niccolo\u{300}", 7), ("张伟", 4), ("ｱ", 1), ("Ａ", 2), ("한국", 4), ("👍", 2),
        ("👨‍👩‍👧", 2), ("é\u{200B}x", 2),
    ])
    func widthIsCountedInColumns(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "ab..."), ("张伟张伟", 7, "张伟..."), ("张伟张伟", 6, "张..."),
        ("abcdef", 2, ".."), ("abcdef", 0, ""),
    ])
    func aCutTextFits(text: String, width: Int, expected: String) {
        #expect(DisplayWidth.cut(text, to: width) == expected)
    }
}
