import Jobs
import Licensing

/// What became of a manifest in the inbox, as `inbox --json` prints it.
struct InboxOutcome: Encodable {
    /// Under which it was dropped.
    let name: String
    /// Where it is now, with its results.
    let folder: String
    /// `done` or `failed`.
    let ending: String
    let job: String?
    /// Rows by status; none where it could not be read.
    let counts: [String: Int]
    /// Why it, or something of it, was not applied.
    let message: String?
    /// Whether every row is ok.
    let isClean: Bool

    private enum CodingKeys: String, CodingKey {
        case name, folder, ending, job, counts, message
        case isClean = "clean"
    }

    init(
        _ item: Inbox.Item,
        _ finished: Inbox.Finished,
        _ ending: Inbox.Ending,
        isClean: Bool,
        message: String? = nil
    ) {
        name = item.name
        folder = finished.folder
        self.ending = ending.rawValue
        job = finished.report?.job
        let statuses = finished.report?.statuses ?? [:]
        counts = Dictionary(uniqueKeysWithValues: statuses.map { ($0.key.name, $0.value) })
        self.message = message
        self.isClean = isClean
    }
}
