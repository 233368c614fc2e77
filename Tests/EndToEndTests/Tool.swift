import Foundation
import TestSupport

/// The built binary, run as a user runs it.
struct Tool {
    /// How a run ended and what it printed.
    struct Outcome {
        let status: Int32
        let results: Data
        let messages: String

        var text: String { String(decoding: results, as: UTF8.self) }
        var lastMessage: String { messages.split(separator: "\n").last.map(String.init) ?? "" }
    }

    struct NotBuilt: Error, CustomStringConvertible {
        let path: String

        var description: String { "no binary at \(path): build it, or name one with SEATWISE_BINARY" }
    }

    let folder: ScratchFolder

    /// `SEATWISE_BINARY`, or the binary that was built beside these tests.
    static let binary: String = {
        if let named = ProcessInfo.processInfo.environment["SEATWISE_BINARY"], !named.isEmpty { return named }
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let beside = tests.appending(path: "seatwise").path
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return root.appending(path: ".build/debug/seatwise").path
    }()

    /// The folder of the package.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let samples = root.appending(path: "samples").path

    /// A run under way.
    final class Running {
        let process: Process
        fileprivate let results: String
        fileprivate let messages: String

        fileprivate init(_ process: Process, results: String, messages: String) {
            (self.process, self.results, self.messages) = (process, results, messages)
        }

        /// Waits for the end.
        func outcome() throws -> Outcome {
            process.waitUntilExit()
            defer { for path in [results, messages] { try? FileManager.default.removeItem(atPath: path) } }
            return Outcome(
                status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
                results: try Data(contentsOf: URL(filePath: results)),
                messages: String(decoding: try Data(contentsOf: URL(filePath: messages)), as: UTF8.self)
            )
        }

        func send(_ signal: Int32) { kill(process.processIdentifier, signal) }
    }

    /// Starts the binary in the scratch folder; `input` is a path, a pipe, or nothing to read at all.
    func start(_ arguments: [String], input: Any? = nil, variables: [String: String] = [:]) throws -> Running {
        let name = UUID().uuidString
        let (results, messages) = (folder.path(".\(name).out"), folder.path(".\(name).err"))
        let process = try process(arguments, variables)
        process.standardInput = try (input as? String).map(file) ?? input ?? FileHandle.nullDevice
        process.standardOutput = try file(results)
        process.standardError = try file(messages)
        try process.run()
        return Running(process, results: results, messages: messages)
    }

    /// Runs the binary in the scratch folder to its end.
    func run(_ arguments: [String], input: String? = nil, variables: [String: String] = [:]) throws -> Outcome {
        try start(arguments, input: input, variables: variables).outcome()
    }

    func run(_ arguments: String...) throws -> Outcome {
        try run(arguments)
    }

    /// Runs the binary with a pipe for standard output whose reader is gone already.
    func runWithoutReader(_ arguments: [String]) throws -> Outcome {
        let pipe = Pipe()
        let messages = folder.path(".unread.err")
        let process = try process(arguments)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = try file(messages)
        try pipe.fileHandleForReading.close()
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            results: Data(),
            messages: String(decoding: try Data(contentsOf: URL(filePath: messages)), as: UTF8.self)
        )
    }

    /// Runs a line of shell in which `$SEATWISE` is the binary.
    func shell(_ line: String) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", line]
        process.currentDirectoryURL = folder.url
        process.environment = environment(["SEATWISE": Self.binary, "SAMPLES": Self.samples])
        let (results, messages) = (folder.path(".shell.out"), folder.path(".shell.err"))
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try file(results)
        process.standardError = try file(messages)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            results: try Data(contentsOf: URL(filePath: results)),
            messages: String(decoding: try Data(contentsOf: URL(filePath: messages)), as: UTF8.self)
        )
    }

    /// A run that has not begun.
    func process(_ arguments: [String], _ variables: [String: String] = [:]) throws -> Process {
        guard FileManager.default.isExecutableFile(atPath: Self.binary) else { throw NotBuilt(path: Self.binary) }
        let process = Process()
        process.executableURL = URL(filePath: Self.binary)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = environment(variables)
        return process
    }

    private func environment(_ variables: [String: String]) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["SEATWISE_STORE"] = nil
        return environment.merging(variables) { $1 }
    }

    /// Opens a file for writing, or one to read from.
    private func file(_ path: String) throws -> FileHandle {
        let isInput = FileManager.default.fileExists(atPath: path)
        if isInput { return try FileHandle(forReadingFrom: URL(filePath: path)) }
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return try FileHandle(forWritingTo: URL(filePath: path))
    }
}
