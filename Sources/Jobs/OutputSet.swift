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
    private let source: FileIdentity?

    private init(
        results: consuming OutputFile,
        failed: consuming OutputFile,
        shortages: consuming OutputFile,
        folder: String,
        files: RunReport.Files,
        source: FileIdentity?
    ) {
        self.results = results
        self.failed = failed
        self.shortages = shortages
        self.folder = folder
        self.files = files
        self.source = source
    }

    /// Begins the files in `folder`, which is made when it is not there.
    ///
    /// - Throws: `FileTrouble` when a file could not be put there, before anything is changed.
    static func begin(_ request: RunRequest, folder: String, sparing input: FileIdentity?) throws -> OutputSet {
        let files = RunReport.Files(
            results: request.results ?? folder + "/results.csv",
            failed: folder + "/failed.csv",
            shortages: folder + "/shortages.csv",
            undo: request.mode == .apply ? folder + "/undo.csv" : nil,
            summary: folder + "/summary.json"
        )
        try make(folder)
        let results =
            request.results == "-"
            ? OutputFile.standardOutput()
            : try OutputFile(path: request.results ?? folder + "/results.csv", sparing: input)
        let failed = try OutputFile(path: folder + "/failed.csv", sparing: input)
        let shortages = try OutputFile(path: folder + "/shortages.csv", sparing: input)
        // Written last and at once, but its place is tried now.
        _ = try OutputFile(path: folder + "/summary.json", sparing: input)
        return OutputSet(
            results: results,
            failed: failed,
            shortages: shortages,
            folder: folder,
            files: files,
            source: input
        )
    }

    /// Gives every file its name.
    consuming func commit() throws {
        try failed.commit()
        try shortages.commit()
        try results.commit()
    }

    /// Begins `undo.csv`, which only an apply writes.
    func makeUndo() throws -> OutputFile {
        try OutputFile(path: folder + "/undo.csv", sparing: source)
    }

    private static func make(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw FileTrouble(operation: "make the folder", path: folder, code: errno)
        }
    }
}
