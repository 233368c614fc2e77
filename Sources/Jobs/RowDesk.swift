import Manifest
import Synchronization

/// Where one worker at a time puts rows together.
final class RowDesk: Sendable {
    /// The lock is never waited for: it says that a desk has one user at a time.
    private let sheet: Mutex<RowSheet>

    init(_ judging: Judging, explainer: RowExplainer, copier: RowCopier) {
        sheet = Mutex(RowSheet(judging, explainer: explainer, copier: copier))
    }

    /// Puts these rows down.
    func write(_ rows: Range<Int>) {
        sheet.withLock { sheet in
            for row in rows { sheet.append(row) }
        }
    }

    /// Gives `body` all rows that were put down, and those among them that were refused or failed, to write them away.
    func empty(_ body: (_ all: inout RowBuffer, _ failed: inout RowBuffer) throws -> Void) rethrows {
        try sheet.withLock { try body(&$0.all, &$0.failed) }
    }
}
