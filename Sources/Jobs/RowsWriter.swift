import Licensing
import Manifest
import Synchronization

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

    /// Writes every row to `results`, and those refused or failed to `failed` too.
    ///
    /// A reader of standard output that has seen enough does not keep the other files from being written.
    func write(
        results: borrowing OutputFile,
        failed: borrowing OutputFile,
        progress: @Sendable (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        let isRead = Mutex(true)
        @Sendable func writeResults(_ text: inout RowBuffer) throws {
            guard isRead.withLock({ $0 }) else { return }
            do {
                try results.write(&text)
            } catch is OutputClosed {
                isRead.withLock { $0 = false }
            }
        }
        var header = head()
        try writeResults(&header)
        header = head()
        try failed.write(&header)
        let rows = judging.reading.rows
        let chunks = (rows.count + Self.chunk - 1) / Self.chunk
        try workers.inOrder(0..<chunks) { chunk in
            lines(chunk * Self.chunk..<min((chunk + 1) * Self.chunk, rows.count))
        } take: { text in
            var text = text
            try writeResults(&text.all)
            try failed.write(&text.failed)
            judging.reading.file.spool.releasePages(in: 0..<rows[text.rows.lowerBound].start)
            try progress(text.rows.upperBound, rows.count)
        }
    }

    /// Sets aside the space that the files will take, give or take the length of messages.
    func reserve(results: borrowing OutputFile, failed: borrowing OutputFile) throws {
        let outcomes = judging.outcomes
        let rows = judging.reading.rows
        let holdLengths = judging.texts.texts.map { $0.utf8.count + 2 }
        var all = 0
        var bad = 0
        for row in 0..<rows.count {
            let isBad = outcomes.statuses[row] == .refused
            let holds = holdLengths[Int(outcomes.befores[row])] + holdLengths[Int(outcomes.afters[row])]
            let length = Int(rows[row].length) + holds + (isBad ? Self.refusedSuffix : Self.suffix)
            all += length
            if isBad { bad += length }
        }
        try results.reserve(all)
        try failed.reserve(bad)
    }

    /// What line, status, code and message take: at most for a row that stands, as a rule for one that is refused.
    private static let suffix = 32
    private static let refusedSuffix = 320

    private func head() -> RowBuffer {
        var head = RowBuffer(judging.reading.file.dialect)
        if judging.reading.file.wantsByteOrderMark { head.appendByteOrderMark() }
        copier.appendHeader(to: &head)
        for column in Self.columns { head.append(cell: column) }
        head.endRow()
        return head
    }

    private func lines(_ range: Range<Int>) -> (rows: Range<Int>, all: RowBuffer, failed: RowBuffer) {
        var all = RowBuffer(judging.reading.file.dialect)
        var failed = RowBuffer(judging.reading.file.dialect)
        var codeTexts: [Codes: String] = [:]
        // Held here, so that they are not retained and released for every row.
        let rows = judging.reading.rows
        let outcomes = judging.outcomes
        for row in range {
            let status = outcomes.statuses[row]
            let isBad = status == .refused || status == .failed
            let message = isBad || status == .unprocessed ? explainer.message(row) : ""
            let codes = codeText(outcomes.codes[row], &codeTexts)
            append(row, rows, outcomes, codes, message, to: &all)
            if isBad { append(row, rows, outcomes, codes, message, to: &failed) }
        }
        return (range, all, failed)
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
