import FoundationEssentials
import Glibc
import Manifest

/// Where the judgements of jobs are kept, beside the directory: each as a file that is named after its job.
struct JobFolder: Sendable {
    let path: String
    private let parent: String

    private static let suffix = ".judgement"

    /// One for each directory, also where another one comes to stand in its place.
    init(of directory: any Directory) throws {
        parent = directory.jobFolder
        path = parent + "/" + (try directory.read { try $0.directoryID() })
    }

    /// Makes it ready for one more, and takes away what runs have left in it that were killed.
    ///
    /// - Throws: `FileTrouble`.
    func prepare() throws {
        if FileIdentity(path: path) == nil {
            try OutputFolder.make(path)
            try OutputFile.syncFolder(of: path)
            try OutputFile.syncFolder(of: parent)
        }
        LeftoverSweep.run(in: path)
    }

    func file(ofJob id: String) -> String { path + "/" + id + Self.suffix }

    /// Takes away the files of jobs that are not there any more, or never came to be.
    func removeFiles(besides jobs: [String]) {
        let kept = Set(jobs.map { $0 + Self.suffix })
        // A folder that is not there has nothing in it.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name.hasSuffix(Self.suffix) && !kept.contains(name) {
            _ = unlink(path + "/" + name)
        }
    }

    /// Takes it away where nothing was kept in it.
    func removeIfEmpty() {
        for path in [path, parent] { _ = rmdir(path) }
    }

    func remove(job id: String) {
        _ = unlink(file(ofJob: id))
    }
}
