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

    package var name: String {
        switch self {
        case .ready: "ready"
        case .applied: "applied"
        case .unchanged: "unchanged"
        case .superseded: "superseded"
        case .refused: "refused"
        case .failed: "failed"
        case .unprocessed: "unprocessed"
        }
    }
}
