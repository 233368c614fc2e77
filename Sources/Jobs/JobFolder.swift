import FoundationEssentials
import Glibc
import Manifest

/// Where the judgements of jobs are kept, beside the directory: each as a file that is named after its job.
struct JobFolder: Sendable {
    let path: String

    private static let suffix = ".judgement"

    init(of directory: any Directory) {
        path = directory.jobFolder
    }

    /// Makes it ready for one more, and takes away what runs have left in it that were killed.
    ///
    /// - Throws: `FileTrouble`.
    func prepare() throws {
        if FileIdentity(path: path) == nil {
            try OutputFolder.make(path)
            try OutputFile.syncFolder(of: path)
        }
        LeftoverSweep.run(in: path)
    }

    func file(ofJob id: String) -> String { path + "/" + id + Self.suffix }

    /// Takes away the files of jobs that are not there any more, or never came to be.
    func removeFiles(besides jobs: [JobRecord]) {
        let kept = Set(jobs.map { $0.id + Self.suffix })
        // A folder that is not there has nothing in it.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name.hasSuffix(Self.suffix) && !kept.contains(name) {
            _ = unlink(path + "/" + name)
        }
    }

    func remove(job id: String) {
        _ = unlink(file(ofJob: id))
    }
}
