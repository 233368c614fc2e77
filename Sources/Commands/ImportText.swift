import Jobs
import Manifest

/// What an import did, or why it was refused, for a person.
enum ImportText {
    /// Names that rules speak of and the catalog does not know: so many are shown.
    private static let unknownShown = 5

    static func summary(_ report: ImportReport, store: String, style: TextStyle) -> String {
        var lines = ["\(style.good("imported")) into \(MessageText.plain(store)):"]
        for format in DirectoryFormat.allCases {
            guard let counts = report.counts[format] else { continue }
            let removed = counts.removed > 0 ? ", \(CountText.of(counts.removed)) others removed" : ""
            lines.append("  \(format.fileName): \(CountText.of(counts.rows, "row"))\(removed)")
        }
        let products = CountText.of(report.productCount, "product")
        lines.append("the catalog has \(style.bold("\(products), \(CountText.of(report.planCount, "plan"))"))")
        if !report.unknownNames.isEmpty {
            let shown = report.unknownNames.prefix(unknownShown).map { MessageText.plain($0) }.joined(separator: ", ")
            let more = report.unknownNames.count - unknownShown
            let count = CountText.of(report.unknownNames.count, "name")
            lines.append(
                "warning: rules speak of \(count) that the catalog does not know, so these are never on: "
                    + shown + (more > 0 ? " and \(CountText.of(more)) more" : "")
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The lines that stand in the way, one each.
    static func problems(_ refused: ImportRefused) -> String {
        let lines = refused.problems.map { MessageText.plain($0.description, limit: 1000) }
        let more = refused.count - refused.problems.count
        let rest = more > 0 ? ["and \(CountText.of(more)) more"] : []
        return (lines + rest).joined(separator: "\n") + "\n"
    }
}
