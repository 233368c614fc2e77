import Foundation

/// How names are compared (SPEC 2).
enum OracleNames {
    /// A cell without the blanks around it.
    ///
    /// "Cells are trimmed of outer white space, the no-break space (U+00A0) among it."
    static func trimmed(_ cell: String) -> String {
        let scalars = cell.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// What two spellings of one identifier have in common.
    ///
    /// "Identifiers match without regard to case (Unicode lower case of the NFC form ...)."
    static func key(_ cell: String) -> String {
        let name = trimmed(cell)
        // Plain ASCII is its own normal form; normalising it as well would be most of what the oracle does.
        let isPlain = name.utf8.allSatisfy { $0 < 0x80 }
        return isPlain ? name.lowercased() : name.precomposedStringWithCanonicalMapping.lowercased()
    }

    /// The trimmed entries of a list, empty ones left out.
    static func entries(_ cell: String, separators: Set<Character>) -> [String] {
        cell.split { separators.contains($0) }.map { trimmed(String($0)) }.filter { !$0.isEmpty }
    }
}
