import FoundationEssentials
import Licensing

/// `summary.json` and what `--json` prints; documented in docs/summary-json.md, and only ever added to.
struct RunSummary: Encodable {
    struct Manifest: Encodable {
        let path: String
        let sha256: String
        let rows: Int
    }

    struct Changes: Encodable {
        let customers: Int
        let users: Int
        let assigned: Int
        let revoked: Int
        /// Users left without any product.
        let unlicensed: Int
    }

    struct Shortages: Encodable {
        /// Lines of `shortages.csv`, which names them all.
        let lines: Int
        /// Seats to buy, of all products together.
        let seats: Int
    }

    private enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case job, mode, atomic, manifest, counts, codes, changes, shortages, files, stopped, timings
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }

    let schemaVersion = 1
    /// Written as null for a plan, which is no job.
    let job: Nullable<String>
    let mode: RunRequest.Mode
    let atomic: String
    let manifest: Manifest
    let counts: [String: Int]
    let codes: [String: Int]
    let changes: Changes
    let shortages: Shortages
    let startedAt: String
    let finishedAt: String?
    /// Written as null when the run came to its end.
    let stopped: Nullable<String>
    let timings: [String: Double]
    let files: RunReport.Files

    init(_ report: RunReport) {
        job = Nullable(value: report.job)
        mode = report.mode
        atomic = report.atomicity.rawValue
        manifest = Manifest(path: report.manifest, sha256: report.digest, rows: report.rowCount)
        counts = Dictionary(uniqueKeysWithValues: report.statuses.map { ($0.key.name, $0.value) })
        codes = report.codes
        changes = Changes(
            customers: report.customerCount,
            users: report.changedUserCount,
            assigned: report.newHoldings,
            revoked: report.lostHoldings,
            unlicensed: report.unlicensedUsers
        )
        shortages = Shortages(lines: report.shortageCount, seats: report.seatsShort)
        startedAt = Timestamp.text(report.startedAt)
        finishedAt = report.finishedAt.map(Timestamp.text)
        stopped = Nullable(value: report.stop.map(Self.name))
        timings = report.timings
        files = report.files
    }

    private static func name(_ stop: RunReport.Stop) -> String {
        switch stop {
        case .interrupted: "interrupted"
        case .cancelled: "cancelled"
        case .limit(let passed): passed.kind.rawValue
        case .store: "store"
        case .output: "output"
        }
    }
}

/// A value that is written even when there is none.
struct Nullable<Value: Encodable>: Encodable {
    let value: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

extension RunReport {
    /// The report as JSON, keys sorted, with a line end.
    package func json() throws -> String {
        try JSONText.of(RunSummary(self))
    }
}

/// JSON as every command prints it: keys sorted, two spaces deep, a line end.
package enum JSONText {
    package static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    /// JSON on a single line, for logs.
    package static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}

/// Times as files and screens show them.
package enum Timestamp {
    /// RFC 3339 in UTC, to the second: `2026-11-22T18:42:10Z`.
    package static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }

    /// The same moment as digits alone, for names: `20261122-184210`.
    package static func digits(_ seconds: Double) -> String {
        String(text(seconds).filter { !"-:Z".contains($0) }.map { $0 == "T" ? "-" : $0 })
    }
}
