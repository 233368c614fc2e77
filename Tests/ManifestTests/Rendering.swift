import Manifest
import Testing

/// One way of writing a table down.
struct Rendering: CustomTestStringConvertible {
    enum Quoting: CaseIterable { case whereNeeded, everywhere }

    enum Encoding: CaseIterable {
        case utf8, utf8WithMark, utf16LittleEndian, utf16BigEndian, windows1252
    }

    var encoding: Encoding
    var delimiter: Character
    var lineEnd: String
    var quoting: Quoting
    var endsLastLine: Bool

    static let all: [Rendering] = Encoding.allCases.flatMap { encoding in
        [",", ";", "\t", "|"].flatMap { delimiter in
            ["\n", "\r\n", "\r"].flatMap { lineEnd in
                Quoting.allCases.map { quoting in
                    Rendering(
                        encoding: encoding,
                        delimiter: delimiter,
                        lineEnd: lineEnd,
                        quoting: quoting,
                        endsLastLine: quoting == .everywhere
                    )
                }
            }
        }
    }

    var testDescription: String {
        "\(encoding), \(delimiter.unicodeScalars.map(\.value)), \(lineEnd.utf8.map { $0 }), \(quoting)"
    }

    func render(_ table: [[String]]) -> [UInt8] {
        let lines = table.map { row in row.map(cell).joined(separator: String(delimiter)) }
        return bytes(lines.joined(separator: lineEnd) + (endsLastLine ? lineEnd : ""))
    }

    private func cell(_ text: String) -> String {
        let special: [Unicode.Scalar] = ["\"", "\n", "\r"] + Array(delimiter.unicodeScalars)
        guard quoting == .everywhere || text.unicodeScalars.contains(where: special.contains) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            quoted.unicodeScalars.append(contentsOf: scalar == "\"" ? ["\"", "\""] : [scalar])
        }
        return quoted + "\""
    }

    private func bytes(_ text: String) -> [UInt8] {
        switch encoding {
        case .utf8: Array(text.utf8)
        case .utf8WithMark: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        case .utf16LittleEndian: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case .utf16BigEndian: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        case .windows1252: text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
        }
    }
}
