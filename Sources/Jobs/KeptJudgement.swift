import Licensing
import Manifest

/// A judged manifest as it is kept on the disk, behind the bytes of the manifest: what a job goes by from its first change
/// on, and what a saved plan is.
///
/// It holds all that it takes to make the changes and to write every output, the catalog by which it was judged included:
/// nothing is judged, nor looked up by name, a second time.
struct KeptJudgement: JudgementFile {
    /// That of the job, or of the saved plan: no other has it.
    let id: String
    /// Tells for which directory it was judged.
    let directory: String
    /// Path of the manifest, for messages and lists.
    let manifest: String
    let digest: String
    /// With which the manifest was read.
    let reading: ReadingOptions
    let judging: Judging

    /// Writes it behind the manifest's copy, and brings both to the disk.
    ///
    /// - Throws: `FileTrouble`.
    func bringToDisk() throws {
        var file = KeptFileWriter(behind: judging.manifest.file.spool)
        try file.putInput()
        for text in [id, directory, manifest, digest] { try file.put(text) }
        try file.put(reading.encoding?.rawValue ?? "")
        try file.put(Int(reading.delimiter ?? 0))
        try file.put(judging)
        try file.finish()
    }

    func keep(as path: String) throws { try judging.manifest.file.spool.keep(as: path) }

    /// Reads one.
    ///
    /// - Throws: `UnusableFile`, `FileTrouble`.
    init(_ file: KeptFile) throws {
        var fields = file.fields
        let input = try fields.input()
        (id, directory, manifest, digest) = (
            try fields.text(), try fields.text(), try fields.text(), try fields.text()
        )
        let encoding = try fields.text()
        let delimiter = UInt8(truncatingIfNeeded: try fields.number())
        reading = ReadingOptions(
            encoding: encoding.isEmpty ? nil : try fields.known(TextEncoding(rawValue: encoding)),
            delimiter: delimiter == 0 ? nil : delimiter
        )
        judging = try fields.judging(of: try file.csv(input, options: reading))
    }

    init(
        id: String,
        directory: String,
        manifest: String,
        digest: String,
        reading: ReadingOptions,
        judging: Judging
    ) {
        self.id = id
        self.directory = directory
        self.manifest = manifest
        self.digest = digest
        self.reading = reading
        self.judging = judging
    }
}
