/// How many columns of a terminal a text takes.
///
/// Unicode's East Asian Width: wide and fullwidth characters take two columns, marks that combine take none.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// The text cut to `width` columns, with `...` in place of what is left out.
    static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        let mark = String(repeating: ".", count: min(3, max(width, 0)))
        var left = max(width, 0) - mark.count
        var shown = ""
        for character in text {
            left -= of(character)
            guard left >= 0 else { break }
            shown.append(character)
        }
        return shown + mark
    }

    private static func of(_ character: Character) -> Int {
        let widths = character.unicodeScalars.map(of)
        // A sequence such as a family or a flag is drawn as one symbol.
        return widths.reduce(0, max)
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// The blocks of EastAsianWidth.txt that are wide (W) or fullwidth (F), neighbors put together.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFD,
    ]
}
