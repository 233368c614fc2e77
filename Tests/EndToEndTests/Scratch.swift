import Foundation

/// A folder of its own for one test, removed with all it holds when the test lets go of it.
final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "seatwise-e2e-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ bytes: some Sequence<UInt8>, as name: String) throws {
        try Data(bytes).write(to: url.appending(path: name))
    }

    func write(_ text: String, as name: String) throws {
        try write(text.utf8, as: name)
    }

    func read(_ name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

    func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Everything below a folder, by path, to be compared with how it was.
    func contents(of folder: String = "") throws -> [String: Data] {
        let base = folder.isEmpty ? url : url.appending(path: folder)
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: base.path) {
            let file = base.appending(path: name)
            let type = try FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
            contents[name] = type == .typeDirectory ? Data() : try Data(contentsOf: file)
        }
        return contents
    }
}

extension Tool {
    /// The tool in a scratch folder with nothing in it.
    static func fresh() throws -> Tool {
        Tool(folder: try Scratch())
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
