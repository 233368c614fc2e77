/// What a `plans` cell says (SPEC 2), before anyone looks whether the plans exist.
package enum PlansSyntax: Equatable, Sendable {
    /// Nothing: all plans of a product newly assigned, and no change to one that is held.
    case empty
    /// `*`
    case all
    /// `A;B`, trimmed, as written.
    case listed([String])
    /// `!A;!B` or `!A;B`.
    case allBut([String])
    /// `*` or `!` mixed with names in another way, or separators without a name.
    case invalid

    /// `;` `,` and the vertical bar.
    package static let separators: [UInt8] = [0x3B, 0x2C, 0x7C]

    /// Reads a cell; empty entries between separators do not count.
    package init(_ cell: String) {
        let entries = cell.utf8.split { Self.separators.contains($0) }
            .map { Self.trimmed(String(Substring($0))) }
            .filter { !$0.isEmpty }
        guard let first = entries.first else {
            self = Self.trimmed(cell).isEmpty ? .empty : .invalid
            return
        }
        if entries == ["*"] {
            self = .all
            return
        }
        let negated = entries.count { $0.utf8.first == Self.bang }
        let isNegation = first.utf8.first == Self.bang && (negated == 1 || negated == entries.count)
        let names = isNegation ? entries.map(Self.withoutBang) : entries
        let isMixed = !isNegation && negated > 0
        if isMixed || names.contains(where: { $0.isEmpty || $0 == "*" || $0.utf8.first == Self.bang }) {
            self = .invalid
        } else {
            self = isNegation ? .allBut(names) : .listed(names)
        }
    }

    /// The plans named, as written.
    package var names: [String] {
        switch self {
        case .listed(let names), .allBut(let names): names
        case .empty, .all, .invalid: []
        }
    }

    private static let bang = UInt8(ascii: "!")

    private static func withoutBang(_ entry: String) -> String {
        entry.utf8.first == bang ? trimmed(String(entry.dropFirst())) : entry
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank: (Unicode.Scalar) -> Bool = {
            $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\u{A0}"
        }
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }
}
