/// Makes what a file holds fit to be shown in a message.
///
/// Names and cells come from strangers: a line break, an escape sequence or a right-to-left mark in one of them would
/// rewrite what the terminal or a log shows around it.
package enum MessageText {
    /// The text with everything that is not plainly visible written as `\u{..}`, cut after `limit` scalars.
    package static func plain(_ text: String, limit: Int = 240) -> String {
        // Nearly every text is plain ASCII, which is told by its bytes.
        if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= Byte.space && $0 < 0x7F }) { return text }
        var shown = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < limit else { return shown + "..." }
            if isVisible(scalar) {
                shown.unicodeScalars.append(scalar)
            } else {
                shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return shown
    }

    /// A value between quotes, short enough for a sentence.
    package static func value(_ text: String) -> String {
        "\"\(plain(text, limit: 60))\""
    }

    /// A list of values, the first few of them.
    package static func list(_ values: [String], limit: Int = 20) -> String {
        let shown = values.prefix(limit).map(value).joined(separator: ", ")
        return values.count > limit ? "\(shown) and \(values.count - limit) more" : shown
    }

    /// A byte as `0xE8`.
    static func byte(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.utf8.count < 2 ? "0x0\(digits)" : "0x\(digits)"
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
