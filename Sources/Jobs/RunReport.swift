package import Licensing
import Manifest

/// What a plan or an apply came to: the same value behind the screen, `--json` and `summary.json`.
package struct RunReport: Sendable {
    /// A row that was refused, for the first few of which the screen has room.
    package struct RefusedRow: Sendable, Hashable {
        package let line: Int
        package let codes: [String]
        package let message: String
    }

    /// Something about the manifest that is not wrong, and that the user may not expect.
    package enum Remark: Sendable {
        /// It is not UTF-8, and nobody named an encoding.
        case readAsWindows1252
        /// This job applied it to its end.
        case appliedBefore(JobRecord)
        /// This job did not come to its end.
        case leftOpen(JobRecord)
    }

    /// The outputs that were written, by what they hold; paths as the user would type them.
    package struct Files: Sendable, Hashable, Encodable {
        package var results: String?
        package var failed: String?
        package var shortages: String?
        package var undo: String?
        package var summary: String?
        /// The plan that was saved.
        package var plan: String?

        /// Says that the folder of outputs was moved.
        mutating func move(from folder: String, to place: String) {
            func moved(_ path: String?) -> String? {
                path.map { $0.hasPrefix(folder + "/") ? place + $0.dropFirst(folder.count) : $0 }
            }
            (results, failed, shortages) = (moved(results), moved(failed), moved(shortages))
            (undo, summary) = (moved(undo), moved(summary))
        }
    }

    /// Why a run ended before it had done what it could.
    package enum Stop: Sendable {
        case interrupted
        /// Another process asked for it with `jobs cancel`.
        case cancelled
        /// More would be done, or refused, than the user puts up with.
        case limit(RunLimits.Passed)
        case store(StoreError)
        /// An output could not be written.
        case output(any Error)

        init(_ error: any Error) {
            switch error {
            case let error as Interrupted: self = error.isCancelled ? .cancelled : .interrupted
            case let error as StoreError: self = .store(error)
            default: self = .output(error)
            }
        }

        /// What becomes of accepted rows that the run did not come to.
        var statusOfRowsNotReached: RowStatus {
            switch self {
            case .store: .failed
            case .interrupted, .cancelled, .limit, .output: .unprocessed
            }
        }

        var isOfStore: Bool { if case .store = self { true } else { false } }

        /// How the job of such a run ends.
        var state: JobState {
            switch self {
            case .interrupted: .interrupted
            case .cancelled: .cancelled
            case .limit, .store, .output: .failed
            }
        }
    }

    package let mode: RunRequest.Mode
    package let manifest: String
    package let digest: String
    package let rowCount: Int
    package let atomicity: Atomicity
    /// The job's id; nil for a plan.
    package var job: String?
    /// Path of the saved plan that it is about, made or read; nil when it is about a manifest.
    package var plan: String?
    package var statuses: [RowStatus: Int]
    package let codes: [String: Int]
    /// Customers that the manifest names and the directory knows.
    package let customerCount: Int
    /// Customers, and users, for whom something changes.
    package private(set) var changedCustomerCount = 0
    package private(set) var changedUserCount = 0
    /// User and product pairs newly held, and no longer held.
    package private(set) var newHoldings = 0
    package private(set) var lostHoldings = 0
    /// Users who are left without any product.
    package private(set) var unlicensedUsers = 0
    /// What the users of the customers named hold before the file.
    package let heldBefore: Int
    /// Lines of `shortages.csv`, and the seats in them.
    package let shortageCount: Int
    package let seatsShort: Int
    package let firstShortages: [SeatShortage]
    package let firstRefused: [RefusedRow]
    package let startedAt: Double
    package var finishedAt: Double?
    /// Seconds by the name of the stage (`TimedStage`).
    package var timings: [String: Double] = [:]
    /// nil when the run came to its end.
    package var stop: Stop?
    package var files = Files()
    /// What to tell the user about how the file was read; empty when there is nothing remarkable.
    package let remarks: [Remark]

    /// Whether somebody stopped it on the way.
    package var wasStopped: Bool {
        switch stop {
        case .interrupted, .cancelled: true
        case .limit, .store, .output, nil: false
        }
    }

    /// Whether every row is ready, applied, unchanged or superseded.
    package var isClean: Bool { statuses.keys.allSatisfy { !$0.isToBeSentAgain && $0 != .unprocessed } }

    /// How many refused rows, and how many shortages, the report names.
    private static let shown = 5

    init(
        _ judging: Judging,
        _ shortages: ShortagesTable,
        request: RunRequest,
        digest: String,
        explainer: RowExplainer,
        earlier: EarlierJobs?,
        startedAt: Double
    ) {
        let file = judging.manifest.file
        mode = request.mode
        manifest = request.manifest
        self.digest = digest
        rowCount = judging.manifest.rows.count
        atomicity = request.atomicity
        (statuses, codes) = judging.outcomes.counts()
        customerCount = judging.manifest.customers.count
        shortageCount = shortages.count
        seatsShort = shortages.seats
        heldBefore = judging.customers.reduce(0) { $0 + $1.heldBefore }
        firstShortages = shortages.prefix(Self.shown)
        self.startedAt = startedAt
        firstRefused = judging.outcomes.indices.lazy.filter { judging.outcomes[$0].status == .refused }
            .prefix(Self.shown)
            .map { row in
                RefusedRow(
                    line: Int(judging.manifest.rows[row].line),
                    codes: judging.outcomes[row].codes.singles.map(\.name),
                    message: explainer.message(row)
                )
            }
        var remarks: [Remark] = []
        if file.spool.encoding == .windows1252, request.reading.encoding == nil {
            remarks.append(.readAsWindows1252)
        }
        remarks += earlier?.remarks ?? []
        self.remarks = remarks
        countChanges(of: judging)
    }

    /// Counts what changes, or what did change once some customers could not be reached.
    mutating func countChanges(of judging: Judging) {
        changedCustomerCount = judging.customers.count { $0.counts.users > 0 }
        changedUserCount = judging.customers.reduce(0) { $0 + $1.counts.users }
        newHoldings = judging.customers.reduce(0) { $0 + $1.counts.newHoldings }
        lostHoldings = judging.customers.reduce(0) { $0 + $1.counts.lostHoldings }
        unlicensedUsers = judging.customers.reduce(0) { $0 + $1.counts.unlicensedUsers }
    }
}
