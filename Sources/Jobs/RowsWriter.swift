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
        var isRead = true
        var header = head()
        try write(&header, to: results, while: &isRead)
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
                try write(&text.all, to: results, while: &isRead)
                try failed.write(&text.failed)
            }
            let done = min(last * Self.chunk, rows.count)
            if done > 0 { judging.reading.file.spool.releasePages(in: 0..<rows[done - 1].start) }
            progress(done, rows.count)
        }
    }

    /// Writes until the reader of standard output has seen enough, which does not keep the other files from being written.
    private func write(_ text: inout RowBuffer, to results: borrowing OutputFile, while isRead: inout Bool) throws {
        guard isRead else { return }
        do {
            try results.write(&text)
        } catch is OutputClosed {
            isRead = false
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
        // Held here, so that they are not retained and released for every row.
        let rows = judging.reading.rows
        let outcomes = judging.outcomes
        for row in range {
            let status = outcomes.statuses[row]
            let isBad = status == .refused || status == .failed
            let message = isBad ? explainer.message(row) : ""
            let codes = codeText(outcomes.codes[row], &codeTexts)
            append(row, rows, outcomes, codes, message, to: &all)
            if isBad { append(row, rows, outcomes, codes, message, to: &failed) }
        }
        return (all, failed)
    }

    private func append(
        _ number: Int,
        _ rows: RowTable,
        _ outcomes: RowOutcomes,
        _ codes: String,
        _ message: String,
        to text: inout RowBuffer
    ) {
        let row = rows[number]
        let length = Int(row.length)
        copier.append(start: row.start, length: length, verbatim: row.copiesVerbatim, to: &text)
        text.append(cell: String(row.line))
        text.append(cell: outcomes.statuses[number].name)
        text.append(cell: codes)
        text.append(cell: message)
        text.append(cell: judging.texts.texts[Int(outcomes.befores[number])])
        text.append(cell: judging.texts.texts[Int(outcomes.afters[number])])
        if row.codes.contains(.extraField) { copier.appendExtraCells(start: row.start, length: length, to: &text) }
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
