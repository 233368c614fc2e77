import FoundationEssentials
import Glibc
import Licensing
import Manifest

/// A folder that manifests are dropped into, to be applied one after the other and moved to `done` or `failed` with their
/// results beside them.
///
/// A file is moved into a folder of its own below `.work` before anything is done with it: that is when it is taken, and
/// by whom is clear. What a run that was killed had taken is found there by the next one.
package struct Inbox: Sendable {
    /// What became of a manifest.
    package enum Ending: String, Sendable {
        /// It was applied, if not every row of it.
        case done
        /// Nothing of it was applied.
        case failed
    }

    /// A manifest that was taken.
    package struct Item: Sendable {
        /// The name under which it was dropped.
        package let name: String
        /// A folder of its own, with nothing else in it but its results.
        package let folder: String

        package var manifest: String { folder + "/" + name }
        package var results: String { folder + "/results" }
    }

    /// What holds the folder for one process, as long as it is kept.
    package final class Hold: Sendable {
        private let descriptor: Int32

        fileprivate init(_ descriptor: Int32) {
            self.descriptor = descriptor
        }

        deinit {
            _ = close(descriptor)
        }
    }

    private let folder: String
    private let now: @Sendable () -> Double

    /// - Parameters:
    ///   - folder: where manifests are dropped.
    ///   - now: seconds since 1970, UTC.
    package init(_ folder: String, now: @escaping @Sendable () -> Double) {
        self.folder = folder
        self.now = now
    }

    private static let messageName = "message.txt"

    private var work: String { folder + "/.work" }

    /// Takes hold of the folder; nil when another process has it.
    ///
    /// - Throws: `FileTrouble`.
    package func hold() throws -> Hold? {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
            throw FileTrouble(
                operation: "look into",
                path: folder,
                code: ENOENT,
                reason: "there is no such folder",
                remedy: "make it, or check the path"
            )
        }
        let path = folder + "/.seatwise-inbox.lock"
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileTrouble(operation: "open", path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            _ = close(descriptor)
            return nil
        }
        return Hold(descriptor)
    }

    /// What a run that was killed had taken and not finished, in name order.
    ///
    /// - Throws: `FileTrouble`.
    package func leftover() throws -> [Item] {
        guard FileManager.default.fileExists(atPath: work) else { return [] }
        return try names(in: work).compactMap { place in
            let folder = work + "/" + place
            // Without the manifest there was nothing begun.
            let name = try names(in: folder).first {
                $0 != Self.messageName && Self.look(folder + "/" + $0) != nil
            }
            return name.map { Item(name: $0, folder: folder) }
        }
    }

    /// The manifests that are there, in name order: no folders, nothing hidden, nothing that ends in `.part`.
    ///
    /// - Parameter spared: paths of files that are no manifests, wherever they are: those of the store.
    /// - Returns: their names.
    /// - Throws: `FileTrouble`.
    package func manifests(sparing spared: [String]) throws -> [String] {
        let spared = Set(spared.compactMap { FileIdentity(path: $0) })
        return try names(in: folder).filter { name in
            let path = folder + "/" + name
            guard !name.hasPrefix("."), !name.hasSuffix(".part"), Self.look(path) != nil else { return false }
            return FileIdentity(path: path).map { !spared.contains($0) } ?? false
        }
    }

    /// Waits until nobody has written to a manifest for a while.
    ///
    /// - Parameters:
    ///   - name: of the manifest.
    ///   - seconds: how long nothing may have happened to it.
    ///   - wait: lets that many seconds go by.
    /// - Returns: whether it is as it was, and there.
    package func isFinished(_ name: String, after seconds: Double, wait: (Double) throws -> Void) rethrows -> Bool {
        guard let first = Self.look(folder + "/" + name) else { return false }
        let age = now() - first.changed
        // A time that lies ahead says nothing.
        if age >= seconds { return true }
        try wait(age >= 0 ? seconds - age : seconds)
        return Self.look(folder + "/" + name) == first
    }

    /// Takes a manifest.
    ///
    /// - Throws: `FileTrouble`.
    package func take(_ name: String) throws -> Item {
        // One that nothing else has had before, wherever it is by now: jobs know their outputs by it.
        let place = work + "/" + freeName(name + "-" + Timestamp.digits(now()))
        try OutputFolder.make(place)
        try Self.move(folder + "/" + name, to: place + "/" + name)
        return Item(name: name, folder: place)
    }

    /// What became of a manifest, and where it is.
    package struct Finished: Sendable {
        package let folder: String
        /// With the paths that are right there.
        package let report: RunReport?
    }

    /// Moves a manifest with its results to where it belongs.
    ///
    /// - Parameters:
    ///   - item: the manifest.
    ///   - ending: what became of it.
    ///   - report: how its run went, if there was one.
    ///   - message: why nothing of it was applied, for whoever dropped it: goes into a file beside it.
    /// - Returns: where it is then.
    /// - Throws: `FileTrouble`.
    package func finish(
        _ item: Item,
        _ ending: Ending,
        _ report: RunReport?,
        message: String? = nil
    ) throws -> Finished {
        if let message {
            let file = try OutputFile(path: item.folder + "/" + Self.messageName)
            try file.write(message + "\n")
            try file.commit()
        }
        let parent = folder + "/" + ending.rawValue
        try OutputFolder.make(parent)
        let last = item.folder.split(separator: "/").last.map(String.init) ?? item.name
        let place = parent + "/" + last
        try Self.move(item.folder, to: place)
        try OutputFile.syncFolder(of: place)
        guard var report, let summary = report.files.summary else { return Finished(folder: place, report: report) }
        report.files.move(from: item.folder, to: place)
        if report.files.summary != summary {
            let file = try OutputFile(path: report.files.summary ?? summary)
            try file.write(report.json())
            try file.commit()
        }
        return Finished(folder: place, report: report)
    }

    /// Leaves a manifest for the next run, as what stood in the way is not its fault: where it was dropped when nothing was
    /// begun.
    ///
    /// - Throws: `FileTrouble`.
    package func leave(_ item: Item) throws {
        guard !FileManager.default.fileExists(atPath: item.results) else { return }
        // Not over another one that was dropped meanwhile under the same name: then it stays where it is.
        guard link(item.manifest, folder + "/" + item.name) == 0 else { return }
        _ = unlink(item.manifest)
        _ = rmdir(item.folder)
    }

    private func names(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted(by: isInByteOrder)
        } catch {
            throw FileTrouble(operation: "list", path: folder, code: errno)
        }
    }

    /// A regular file's size and the time of its last change; nil for anything else.
    private static func look(_ path: String) -> Look? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let changed = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        return Look(size: Int(status.st_size), changed: changed)
    }

    private struct Look: Equatable {
        let size: Int
        let changed: Double
    }

    /// The name, or with a number behind it where that is taken in any of the folders.
    private func freeName(_ name: String) -> String {
        let places = [work, folder + "/" + Ending.done.rawValue, folder + "/" + Ending.failed.rawValue]
        func isTaken(_ name: String) -> Bool {
            places.contains { FileManager.default.fileExists(atPath: $0 + "/" + name) }
        }
        guard isTaken(name) else { return name }
        return (2...).lazy.map { "\(name)-\($0)" }.first { !isTaken($0) } ?? name
    }

    private static func move(_ path: String, to target: String) throws {
        guard rename(path, target) == 0 else { throw FileTrouble(operation: "move", path: path, code: errno) }
    }
}
