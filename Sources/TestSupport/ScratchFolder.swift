package import Foundation

/// A folder of its own for one test, removed with all it holds when the test lets go of it.
package final class ScratchFolder: Sendable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "seatwise-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    package func path(_ name: String) -> String { url.appending(path: name).path }

    package func write(_ bytes: some Sequence<UInt8>, as name: String) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    package func write(_ text: String, as name: String) throws {
        try write(text.utf8, as: name)
    }

    package func read(_ name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

    package func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

    package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Everything below a folder, by path, to be compared with how it was.
    package func contents(of folder: String = "") throws -> [String: Data] {
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
