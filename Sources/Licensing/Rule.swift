/// One line of `rules.csv` as it was written; what it means for a given catalog is worked out by `RuleBook`.
package struct Rule: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case unavailable, available, conflicts, requires

        /// Whether the targets are countries rather than plans and products.
        package var namesLocations: Bool { self == .unavailable || self == .available }
    }

    package let kind: Kind
    /// A service plan's name or id, or `product:PARTNUMBER`.
    package let subject: String
    /// Countries or further subjects, separated by `;`.
    package let target: String
    package let note: String

    package init(kind: Kind, subject: String, target: String, note: String) {
        self.kind = kind
        self.subject = subject
        self.target = target
        self.note = note
    }

    /// The entries of `target`, trimmed, without empty ones.
    package var targets: [String] {
        target.split(separator: ";").map(Self.trimmed).filter { !$0.isEmpty }
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
        let start = text.drop(while: isBlank)
        guard let end = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...end])
    }
}
