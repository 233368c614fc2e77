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
    /// Rows put together by one worker at a time: half a megabyte of text.
    private static let chunk = 4096

    init(_ judging: Judging, explainer: RowExplainer, workers: Workers) {
        self.judging = judging
        self.explainer = explainer
        self.workers = workers
        copier = RowCopier(file: judging.manifest.file, carriedColumns: judging.manifest.file.carriedColumns)
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
        let rows = judging.manifest.rows
        let chunks = (rows.count + Self.chunk - 1) / Self.chunk
        let desks = Pool { [judging, explainer, copier] in RowDesk(judging, explainer: explainer, copier: copier) }
        try workers.inOrder(0..<chunks) { chunk in
            let range = chunk * Self.chunk..<min((chunk + 1) * Self.chunk, rows.count)
            let desk = desks.take()
            desk.write(range)
            return (rows: range, desk: desk)
        } take: { piece in
            try piece.desk.empty { all, refused in
                try writeResults(&all)
                try failed.write(&refused)
            }
            desks.putBack(piece.desk)
            judging.manifest.file.spool.releasePages(in: 0..<rows[piece.rows.lowerBound].start)
            try progress(piece.rows.upperBound, rows.count)
        }
    }

    /// Sets aside the space that the files will take, give or take the length of messages.
    func reserve(results: borrowing OutputFile, failed: borrowing OutputFile) throws {
        let outcomes = judging.outcomes
        let rows = judging.manifest.rows
        let textLengths = judging.holds.texts.map { $0.utf8.count + 2 }
        let holdLengths = judging.holds.pairs.map { textLengths[Int($0.before)] + textLengths[Int($0.after)] }
        var all = 0
        var bad = 0
        for row in 0..<rows.count {
            let isBad = outcomes[row].status == .refused
            let holds = holdLengths[Int(outcomes[row].holds)]
            let length = rows[row].length + holds + (isBad ? Self.refusedSuffix : Self.suffix)
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
        var head = RowBuffer(judging.manifest.file.dialect)
        if judging.manifest.file.wantsByteOrderMark { head.appendByteOrderMark() }
        copier.appendHeader(to: &head)
        for column in Self.columns { head.append(cell: column) }
        head.endRow()
        return head
    }
}
