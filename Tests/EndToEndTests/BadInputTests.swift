import Foundation
import TestSupport
import Testing

/// Files that are no manifests, and paths that lead to none: one sentence, the documented exit code, nothing changed.
@Suite struct BadInputTests {
    struct BadFile: CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let status: Int32
        /// What the sentence must say.
        let says: String

        var testDescription: String { name }

        init(_ name: String, _ text: String, _ status: Int32 = 65, says: String) {
            self.init(name, Array(text.utf8), status, says: says)
        }

        init(_ name: String, _ bytes: [UInt8], _ status: Int32 = 65, says: String) {
            self.name = name
            self.bytes = bytes
            self.status = status
            self.says = says
        }
    }

    private static let head = "customer,user,product,action\n"
    private static let row = "harborline.example,amelia.ortiz@harborline.example,SPE_E3,assign\n"

    private static var rows: [UInt8] {
        var bytes = Array(head.utf8)
        // Valid UTF-8 beyond ASCII comes first, so that the file cannot be taken for Windows-1252.
        bytes += Array("caffè,x,y,assign\n".utf8)
        for _ in 3..<70_000 { bytes += Array(row.utf8) }
        return bytes + Array("caff".utf8) + [0xE8] + Array(",x,y,assign\n".utf8)
    }

    private static func utf16(_ text: String, mark: Bool) -> [UInt8] {
        (mark ? [0xFF, 0xFE] : []) + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    static let files: [BadFile] = [
        BadFile("empty", "", says: "it is empty"),
        BadFile("missing column", "customer,user,action\n", says: "product"),
        BadFile("column named twice", "customer,user,upn,product,action\n", says: "user"),
        BadFile("header twice", head + head, says: "line 2: the header stands there a second time"),
        BadFile("huge cell", head + String(repeating: "x", count: (1 << 20) + 1) + ",u,p,assign\n", says: "line 2"),
        BadFile("quote never closed at the end", head + row + "\"harborline.example,x,y,assign", says: "line 3"),
        BadFile("quote never closed in the middle", head + "\"acme,x,y,assign\n" + row + row, says: "line 2"),
        BadFile("text behind a quote", head + "\"acme\"x,u,p,assign\n", says: "line 2"),
        BadFile("NUL", head + "acme,\u{0}x,y,assign\n", says: "line 2"),
        BadFile("invalid UTF-8", rows, says: "line 70000"),
        BadFile("UTF-16 without a mark", utf16(head + row, mark: false), says: "UTF-16"),
        BadFile("100,000 columns", String(repeating: "a,", count: 100_000) + "b\n", says: "100001 cells"),
        BadFile("xlsx", [0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00], says: "CSV"),
        BadFile("pdf", "%PDF-1.7\n%\u{e2}\u{e3}\n", says: "PDF"),
        BadFile("gzip", [0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00], says: "gz"),
    ]

    @Test(arguments: files)
    func whatIsNoManifestIsRefusedWhole(file: BadFile) throws {
        let tool = try Tool.withSamples()
        try tool.folder.write(file.bytes, as: "manifest.csv")
        let before = try tool.folder.contents()
        for command in [["plan"], ["apply", "--yes"]] {
            let outcome = try tool.run(command + ["manifest.csv"])
            #expect(outcome.status == file.status)
            #expect(outcome.results.isEmpty)
            #expect(outcome.messages.hasPrefix("Error: cannot read manifest.csv"))
            #expect(outcome.messages.split(separator: "\n").count == 1)
            #expect(outcome.messages.contains(file.says), "\(outcome.messages)")
        }
        var after = try tool.folder.contents()
        // Whoever writes leaves the lock beside the store, whoever reads SQLite's own files with nothing in them.
        for name in ["seatwise.db.lock", "seatwise.db-shm"] { after[name] = before[name] }
        if after["seatwise.db-wal"]?.isEmpty == true { after["seatwise.db-wal"] = before["seatwise.db-wal"] }
        #expect(after == before)
    }

    static let oddFiles: [BadFile] = [
        BadFile("header only", head, 0, says: "0 rows"),
        BadFile("CR only", (head + row).replacing("\n", with: "\r"), 0, says: "1 row"),
        BadFile("UTF-16 with a mark", utf16(head + row, mark: true), 0, says: "1 row"),
        BadFile(
            "row of 3 cells",
            head + "harborline.example,amelia.ortiz@harborline.example,SPE_E3\n",
            1,
            says: "MissingField"
        ),
        BadFile("row of 300 cells", head + String(repeating: "a,", count: 299) + "b\n", 1, says: "ExtraField"),
    ]

    @Test(arguments: oddFiles)
    func whatIsOnlyOddIsJudged(file: BadFile) throws {
        let tool = try Tool.withSamples()
        try tool.folder.write(file.bytes, as: "manifest.csv")
        let outcome = try tool.run("plan", "manifest.csv")
        #expect(outcome.status == file.status, "\(outcome.messages)")
        #expect(outcome.messages.contains(file.says), "\(outcome.messages)")
    }

    @Test(arguments: [
        (".", "it is a folder"), ("/dev/null", "it is empty"), ("is-not-there.csv", "there is no such file"),
        ("file/below", "there is no such file"),
    ])
    func aPathThatLeadsToNoManifestIsNamed(path: String, says: String) throws {
        let tool = try Tool.withSamples()
        try tool.folder.write("x", as: "file")
        let outcome = try tool.run("plan", path)
        #expect(outcome.status == 65)
        #expect(outcome.messages.contains("cannot read \(path)") && outcome.messages.contains(says))
        #expect(!tool.folder.exists("seatwise-results"))
    }

    @Test func anEmptyPipeIsRefusedLikeAnEmptyFile() throws {
        let tool = try Tool.withSamples()
        let outcome = try tool.shell("true | \"$SEATWISE\" plan -")
        #expect(outcome.status == 65)
        #expect(outcome.messages.hasPrefix("Error: cannot read standard input: it is empty"))
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func aFileThatMayNotBeReadIsNamed() throws {
        let tool = try Tool.withSamples()
        try tool.folder.write("x", as: "secret.csv")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: tool.folder.path("secret.csv"))
        let outcome = try tool.run("plan", "secret.csv")
        #expect(outcome.status == 65)
        #expect(outcome.messages.contains("no permission"))
    }
}
