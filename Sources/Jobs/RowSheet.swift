import Licensing
import Manifest

/// Rows being put together: each as it was, then what became of it.
struct RowSheet: Sendable {
    var all: RowBuffer
    /// Those of them that were refused or failed.
    var failed: RowBuffer
    private let rows: RowTable
    private let outcomes: RowOutcomes
    private let holds: HoldTexts
    private let explainer: RowExplainer
    private let copier: RowCopier
    private let judging: Judging
    private var endings: RowEndings
    private var codeTexts: [Codes: String] = [:]

    init(_ judging: Judging, explainer: RowExplainer, copier: RowCopier) {
        self.judging = judging
        rows = judging.manifest.rows
        outcomes = judging.outcomes
        holds = judging.holds
        self.explainer = explainer
        self.copier = copier
        all = RowBuffer(judging.manifest.file.dialect)
        failed = all
        endings = RowEndings(judging.manifest.file.dialect)
    }

    /// Appends a row of the file, one further down than those before.
    mutating func append(_ number: Int) {
        let start = all.count
        let row = rows[number]
        copier.append(start: row.start, length: row.length, verbatim: row.copiesVerbatim, to: &all)
        all.append(number: UInt(row.line))
        let outcome = outcomes[number]
        let status = outcome.status
        if outcome.codes.isEmpty {
            appendStanding(outcome)
        } else {
            appendRefused(number, row, outcome.codes)
        }
        if status.isToBeSentAgain { failed.appendRows(start..<all.count, of: all) }
    }

    /// Ends a row without a code: its holds and its status say all.
    private mutating func appendStanding(_ outcome: RowOutcomes.Outcome) {
        let key = RowEndings.Standing(status: outcome.status, holds: outcome.holds)
        if endings.end(&all, as: key) { return }
        let (before, after) = holds[outcome.holds]
        endings.learn(key, [outcome.status.name, "", explainer.message(outcome.status), before, after])
        _ = endings.end(&all, as: key)
    }

    private mutating func appendRefused(_ number: Int, _ row: RowTable.Row, _ codes: Codes) {
        if let basis = explainer.basis(number, codes) {
            if endings.end(&all, as: basis.basis, basis.values) { return }
            endings.learn(basis.basis, [RowStatus.refused.name, text(of: codes), explainer.template(number), "", ""])
            if endings.end(&all, as: basis.basis, basis.values) { return }
        }
        let cells = [RowStatus.refused.name, text(of: codes), explainer.message(number), "", ""]
        for cell in cells { all.append(cell: cell) }
        if codes.contains(.extraField) { copier.appendExtraCells(start: row.start, length: row.length, to: &all) }
        all.endRow()
    }

    private mutating func text(of codes: Codes) -> String {
        if let text = codeTexts[codes] { return text }
        let text = codes.singles.map(\.name).joined(separator: ";")
        codeTexts[codes] = text
        return text
    }
}
