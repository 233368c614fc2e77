package import Foundation

/// One worked example of the contract: a world and what its manifest must lead to.
package struct SharedCase: Sendable, CustomStringConvertible {
    /// The name of its folder.
    package let name: String
    /// What it shows, in its own words.
    package let says: String
    package let world: World
    package let expected: OracleOutcome

    package var description: String { "\(name): \(says)" }

    /// Why there are no cases to run.
    package struct Missing: Error, CustomStringConvertible {
        package let path: String

        package var description: String {
            "no shared cases in \(path): set SEATWISE_SHARED to the folder that holds `cases`"
        }
    }

    /// Reads all cases, in the order of their names.
    ///
    /// They stand in `cases` under the folder that the environment variable `SEATWISE_SHARED` names, which is `../shared` next
    /// to the package when it is not set.
    package static func all() throws -> [SharedCase] {
        let cases = sharedFolder.appending(path: "cases", directoryHint: .isDirectory)
        let folders = try? FileManager.default.contentsOfDirectory(at: cases, includingPropertiesForKeys: nil)
        let found = (folders ?? [])
            .filter { FileManager.default.fileExists(atPath: $0.appending(path: "expected.json").path) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        guard !found.isEmpty else { throw Missing(path: cases.path) }
        return try found.map(SharedCase.init)
    }

    /// The folder of what the tests share with others: worked cases, Microsoft's catalog.
    package static var sharedFolder: URL {
        if let path = ProcessInfo.processInfo.environment["SEATWISE_SHARED"], !path.isEmpty {
            return URL(filePath: path, directoryHint: .isDirectory)
        }
        var package = URL(filePath: #filePath)
        for _ in 1...3 { package.deleteLastPathComponent() }
        return package.deletingLastPathComponent().appending(path: "shared", directoryHint: .isDirectory)
    }

    private init(folder: URL) throws {
        let data = try Data(contentsOf: folder.appending(path: "expected.json"))
        let expectation = try JSONDecoder().decode(SharedExpectation.self, from: data)
        name = folder.lastPathComponent
        says = expectation.says
        world = try World(folder: folder, atomic: expectation.atomic)
        expected = try expectation.outcome()
    }
}
