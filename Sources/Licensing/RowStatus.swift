/// What becomes of a row (SPEC 5).
///
/// The judgement says `ready`; apply reports the same rows as `applied` once their customer's changes are committed,
/// and as `failed` when the store could not take them.
package enum RowStatus: UInt8, CaseIterable, Sendable {
    case ready
    case applied
    case unchanged
    case superseded
    case refused
    case failed

    package var name: String {
        switch self {
        case .ready: "ready"
        case .applied: "applied"
        case .unchanged: "unchanged"
        case .superseded: "superseded"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}
