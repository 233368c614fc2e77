/// What a `plans` cell asks for (SPEC 2), its names not yet looked up.
enum OracleChoice: Equatable {
    case empty
    case all
    case only([String])
    case allBut([String])

    /// Reads a cell; nil is `InvalidPlans`.
    ///
    /// "empty, or service plan names or ids separated by `;`, `,` or `|`; or `*` alone; or every entry prefixed by `!`", and
    /// "`!A;B`: one `!` at the front negates the whole list". Empty entries between separators do not count.
    init?(_ cell: String) {
        if OracleNames.trimmed(cell).isEmpty {
            self = .empty
            return
        }
        let entries = OracleNames.entries(cell, separators: [";", ",", "|"])
        if entries == ["*"] {
            self = .all
            return
        }
        let names = entries.map { $0.hasPrefix("!") ? OracleNames.trimmed(String($0.dropFirst())) : $0 }
        let isProper = names.allSatisfy { !$0.isEmpty && $0 != "*" && !$0.hasPrefix("!") }
        guard let first = entries.first, isProper else { return nil }

        let others = entries.dropFirst()
        switch (first.hasPrefix("!"), others.count { $0.hasPrefix("!") }) {
        case (false, 0): self = .only(names)
        case (true, 0), (true, others.count): self = .allBut(names)
        default: return nil
        }
    }

    /// The plan names in the cell.
    var names: [String] {
        switch self {
        case .empty, .all: []
        case .only(let names), .allBut(let names): names
        }
    }
}
