import FoundationEssentials
import Manifest

/// What a job was asked, as far as `JobRecord` does not say it; kept as JSON, keys as in the flags.
package struct JobOptions: Hashable, Sendable, Codable {
    private enum CodingKeys: String, CodingKey {
        case out, results, once, delimiter, encoding
        case maxErrors = "max_errors"
        case maxRevokes = "max_revokes"
        case maxUnlicensed = "max_unlicensed"
    }

    /// Folder of the outputs, from the root of the file system.
    package var out: String
    /// Where `results.csv` goes instead; from the root, or `-`.
    package var results: String?
    package var once: Bool?
    package var delimiter: String?
    package var encoding: String?
    package var maxErrors: String?
    package var maxRevokes: String?
    package var maxUnlicensed: String?

    /// Those of a job of which nothing was asked but where its files go.
    package init(out: String) {
        self.out = out
    }

    /// - Parameters:
    ///   - request: what is asked.
    ///   - folder: of the outputs.
    init(_ request: RunRequest, folder: String) {
        out = Self.fromRoot(folder)
        results = request.results.map { $0 == "-" ? $0 : Self.fromRoot($0) }
        once = request.once ? true : nil
        delimiter = request.reading.delimiter.map { String(UnicodeScalar($0)) }
        encoding = request.reading.encoding?.rawValue
        maxErrors = request.limits.errors?.description
        maxRevokes = request.limits.revokes?.description
        maxUnlicensed = request.limits.unlicensed?.description
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(json: String) {
        guard let options = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else { return nil }
        self = options
    }

    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// The flags that were given, but for those that say where outputs go: `--max-errors 5% --once`.
    package var flags: String {
        let values = [
            ("--delimiter", delimiter), ("--encoding", encoding), ("--max-errors", maxErrors),
            ("--max-revokes", maxRevokes), ("--max-unlicensed", maxUnlicensed),
        ]
        let given = values.compactMap { flag, value in value.map { "\(flag) \($0)" } }
        return (given + (once == true ? ["--once"] : [])).joined(separator: " ")
    }

    static func fromRoot(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }
}
