import Foundation
import TestSupport

extension Tool {
    /// The tool in a scratch folder with nothing in it.
    static func fresh() throws -> Tool {
        Tool(folder: try ScratchFolder())
    }

    /// The tool with a store that holds the samples.
    static func withSamples() throws -> Tool {
        let tool = try fresh()
        let outcome = try tool.run("import", samples, "--quiet")
        guard outcome.status == 0 else { throw SamplesRefused(messages: outcome.messages) }
        return tool
    }

    struct SamplesRefused: Error {
        let messages: String
    }

    /// All six files of the directory as they are now.
    func export(to name: String) throws -> [String: Data] {
        let outcome = try run("export", name, "--quiet")
        guard outcome.status == 0 else { throw SamplesRefused(messages: outcome.messages) }
        return try folder.contents(of: name)
    }
}
