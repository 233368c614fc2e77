/// What becomes of a row (SPEC 5).
///
/// The judgement says `ready`; apply reports the same rows as `applied` once their customer's changes are committed.
package enum RowStatus: UInt8, CaseIterable, Sendable {
    case ready
    case applied
    case unchanged
    case superseded
    case refused
    /// Accepted, and the store could not take the changes of its customer.
    case failed
    /// Accepted, and the run was stopped before it reached the customer.
    case unprocessed
    /// Accepted, and the customer was changed between the judgement and the changes.
    case drifted

    /// Whether the row is open, and stands among those to be mended and sent again.
    package var isToBeSentAgain: Bool { self == .refused || self == .failed || self == .drifted }

    package var name: String {
        switch self {
        case .ready: "ready"
        case .applied: "applied"
        case .unchanged: "unchanged"
        case .superseded: "superseded"
        case .refused: "refused"
        case .failed: "failed"
        case .unprocessed: "unprocessed"
        case .drifted: "drifted"
        }
    }
}
