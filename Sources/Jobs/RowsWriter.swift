import Licensing
import Manifest

/// Writes `results.csv` and `failed.csv`: each row as it was, then what became of it (SPEC 6).
struct RowsWriter: Sendable {
    private let judging: Judging
    private let explainer: RowExplainer
    private let copier: RowCopier
    private let workers: Workers

    private static let columns = [
        "result_line", "result_status", "result_code", "result_message", "result_before", "result_after",
    ]
    /// Rows put together by one worker at a time: a megabyte or two of text.
    private static let chunk = 8192

    init(_ judging: Judging, explainer: RowExplainer, workers: Workers) {
        self.judging = judging
        self.explainer = explainer
        self.workers = workers
        copier = RowCopier(file: judging.reading.file, carriedColumns: judging.reading.file.carriedColumns)
    }

    /// Writes every row to `results`, and those refused or failed to `failed` where that is given.
    func write(
        results: borrowing OutputFile,
        failed: borrowing OutputFile,
        progress: (_ done: Int, _ total: Int) -> Void
    ) throws {
        var header = head()
        try results.write(&header)
        header = head()
        try failed.write(&header)
        let rows = judging.reading.rows
        let chunks = (rows.count + Self.chunk - 1) / Self.chunk
        for wave in stride(from: 0, to: chunks, by: workers.count * 4) {
            let last = min(wave + workers.count * 4, chunks)
            let texts = try workers.map(wave..<last) { chunk in
                lines(chunk * Self.chunk..<min((chunk + 1) * Self.chunk, rows.count))
            }
            for var text in texts {
                try results.write(&text.all)
                try failed.write(&text.failed)
            }
            let done = min(last * Self.chunk, rows.count)
            if done > 0 { judging.reading.file.spool.releasePages(in: 0..<rows.starts[done - 1]) }
            progress(done, rows.count)
        }
    }

    private func head() -> RowBuffer {
        var head = RowBuffer(judging.reading.file.dialect)
        if judging.reading.file.wantsByteOrderMark { head.appendByteOrderMark() }
        copier.appendHeader(to: &head)
        for column in Self.columns { head.append(cell: column) }
        head.endRow()
        return head
    }

    private func lines(_ range: Range<Int>) -> (all: RowBuffer, failed: RowBuffer) {
        var all = RowBuffer(judging.reading.file.dialect)
        var failed = RowBuffer(judging.reading.file.dialect)
        var codeTexts: [Codes: String] = [:]
        for row in range {
            let status = judging.outcomes.statuses[row]
            let message = explainer.message(row)
            append(row, message, to: &all, &codeTexts)
            if status == .refused || status == .failed { append(row, message, to: &failed, &codeTexts) }
        }
        return (all, failed)
    }

    private func append(_ row: Int, _ message: String, to text: inout RowBuffer, _ codeTexts: inout [Codes: String]) {
        let rows = judging.reading.rows
        let outcomes = judging.outcomes
        let start = rows.starts[row]
        let length = Int(rows.lengths[row])
        copier.append(start: start, length: length, verbatim: rows.copiesVerbatim[row], to: &text)
        text.append(cell: String(rows.lines[row]))
        text.append(cell: outcomes.statuses[row].name)
        text.append(cell: codeText(outcomes.codes[row], &codeTexts))
        text.append(cell: message)
        text.append(cell: judging.texts.texts[Int(outcomes.befores[row])])
        text.append(cell: judging.texts.texts[Int(outcomes.afters[row])])
        if rows.codes[row].contains(.extraField) { copier.appendExtraCells(start: start, length: length, to: &text) }
        text.endRow()
    }

    private func codeText(_ codes: Codes, _ known: inout [Codes: String]) -> String {
        if codes.isEmpty { return "" }
        if let text = known[codes] { return text }
        let text = codes.singles.map(\.name).joined(separator: ";")
        known[codes] = text
        return text
    }
}
