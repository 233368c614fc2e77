/// A column that a file may have: its name, what it may also be called, and whether it must be there.
package struct ColumnSpec: Sendable, Equatable {
    package let name: String
    package let aliases: [String]
    package let isNeeded: Bool

    package init(_ name: String, aliases: [String] = [], isNeeded: Bool = true) {
        self.name = name
        self.aliases = aliases
        self.isNeeded = isNeeded
    }
}

extension CSVFile {
    /// Finds columns by their names, without regard to case: where each stands, nil for one that is not there.
    ///
    /// - Throws: `UnreadableFile` when a needed column is missing, or when two columns answer to one name.
    package func indices(of specs: [ColumnSpec]) throws -> [Int?] {
        let names = columnNames.map { $0.lowercased() }
        let found = try specs.map { spec in
            let accepted = Set(([spec.name] + spec.aliases).map { $0.lowercased() })
            let places = names.indices.filter { accepted.contains(names[$0]) }
            guard places.count < 2 else { throw namedTwice(spec, at: places) }
            return places.first
        }
        let missing = zip(specs, found).filter { $0.isNeeded && $1 == nil }.map(\.0)
        guard missing.isEmpty else { throw missingColumns(missing, of: specs) }
        return found
    }

    private func namedTwice(_ spec: ColumnSpec, at places: [Int]) -> UnreadableFile {
        let shown = places.map { "\(MessageText.value(columnNames[$0])) (column \($0 + 1))" }
        return UnreadableFile(
            file: spool.name,
            line: header.line,
            problem: "more than one column is the \(spec.name): \(shown.joined(separator: ", "))",
            remedy: "keep one, and rename or take away the others"
        )
    }

    private func missingColumns(_ missing: [ColumnSpec], of specs: [ColumnSpec]) -> UnreadableFile {
        let shown = missing.map { spec in
            let others = spec.aliases.isEmpty ? "" : " (or \(spec.aliases.joined(separator: ", ")))"
            return "\"\(spec.name)\"\(others)"
        }
        let needed = specs.filter(\.isNeeded).map(\.name).joined(separator: ", ")
        let optional = specs.filter { !$0.isNeeded }.map(\.name).joined(separator: ", ")
        let expected = optional.isEmpty ? needed : "\(needed), and if wanted \(optional)"
        return UnreadableFile(
            file: spool.name,
            line: header.line,
            problem: "the header has no column \(shown.joined(separator: " and no column ")); "
                + "it has \(MessageText.list(columnNames)), read with the delimiter \(Dialect.name(of: dialect.delimiter))",
            remedy: "the first line must name the columns \(expected)"
        )
    }
}
