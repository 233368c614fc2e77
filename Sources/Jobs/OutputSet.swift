import FoundationEssentials
import Glibc
import Manifest

/// The files of one run while they are being written: none has its own name before `commit`.
struct OutputSet: ~Copyable {
    let results: OutputFile
    let failed: OutputFile
    let shortages: OutputFile
    let folder: String
    let files: RunReport.Files
    private let sources: Set<FileIdentity>
    private let isResultsElsewhere: Bool

    private init(
        results: consuming OutputFile,
        failed: consuming OutputFile,
        shortages: consuming OutputFile,
        folder: String,
        files: RunReport.Files,
        sources: Set<FileIdentity>,
        isResultsElsewhere: Bool
    ) {
        self.results = results
        self.failed = failed
        self.shortages = shortages
        self.folder = folder
        self.files = files
        self.sources = sources
        self.isResultsElsewhere = isResultsElsewhere
    }

    /// Begins the files in `folder`, which is made when it is not there.
    ///
    /// - Throws: `FileTrouble` when a file could not be put there, before anything is changed.
    static func begin(_ request: RunRequest, folder: String, sparing inputs: Set<FileIdentity>) throws -> OutputSet {
        let files = Self.files(request, folder)
        try OutputFolder.make(folder)
        // What a run that was killed has left here.
        LeftoverSweep.run(in: folder)
        try check(request, folder: folder)
        let results =
            request.results == "-"
            ? OutputFile.standardOutput()
            : try OutputFile(path: request.results ?? folder + "/results.csv", sparing: inputs)
        let failed = try OutputFile(path: folder + "/failed.csv", sparing: inputs)
        let shortages = try OutputFile(path: folder + "/shortages.csv", sparing: inputs)
        // Written last and at once, but its place is tried now.
        _ = try OutputFile(path: folder + "/summary.json", sparing: inputs)
        return OutputSet(
            results: results,
            failed: failed,
            shortages: shortages,
            folder: folder,
            files: files,
            sources: inputs,
            isResultsElsewhere: request.results != nil
        )
    }

    /// Gives every file its name, all of them when all are on the disk.
    consuming func commit() throws {
        try bringToDisk()
        // An older summary must never stand beside newer results: whoever finds one finds what it speaks of.
        try OutputFile.remove(files.summary ?? folder + "/summary.json")
        let folderOfResults = results.path
        try failed.rename()
        try shortages.rename()
        try results.rename()
        // `--results` may have put that one elsewhere; the summary, which comes last, brings the rest to the disk.
        if isResultsElsewhere { try OutputFile.syncFolder(of: folderOfResults) }
    }

    private borrowing func bringToDisk() throws {
        try Workers(3).run { worker in
            switch worker {
            case 0: try results.bringToDisk()
            case 1: try failed.bringToDisk()
            default: try shortages.bringToDisk()
            }
        }
    }

    /// Begins `undo.csv`, which only an apply writes.
    func makeUndo() throws -> OutputFile {
        try OutputFile(path: folder + "/undo.csv", sparing: sources)
    }

    private static func files(_ request: RunRequest, _ folder: String) -> RunReport.Files {
        RunReport.Files(
            results: request.results ?? folder + "/results.csv",
            failed: folder + "/failed.csv",
            shortages: folder + "/shortages.csv",
            undo: request.mode == .apply ? folder + "/undo.csv" : nil,
            summary: folder + "/summary.json",
            plan: request.save
        )
    }

    /// `--results` and `--save` may name any file but another output of the same run.
    static func check(_ request: RunRequest, folder: String) throws {
        let files = files(request, folder)
        let others = [files.failed, files.shortages, files.undo, files.summary]
        let named = [("--results", request.results, others), ("--save", request.save, others + [files.results])]
        for (flag, path, others) in named {
            guard let path, path != "-" else { continue }
            let place = URL(filePath: path).standardizedFileURL
            guard others.contains(where: { $0.map { URL(filePath: $0).standardizedFileURL == place } ?? false }) else {
                continue
            }
            throw FileTrouble(
                operation: "write",
                path: path,
                code: EEXIST,
                reason: "another output of this run goes there",
                remedy: "name another file with \(flag)"
            )
        }
    }
}
