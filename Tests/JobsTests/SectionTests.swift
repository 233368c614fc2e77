import Jobs
import Manifest
import TestSupport
import Testing

/// A manifest is read in sections, each on the guess that a record begins where a line does.
@Suite("Reading in sections")
struct SectionTests {
    /// With a read size of 1 a section is 8 bytes: nearly every one begins in the middle of something.
    private static let readSizes = [1, 2, 5, 40, 300]

    @Test("finds the rows that reading whole finds, wherever quoted cells go on", arguments: 1...12)
    func sameRows(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        var worlds = WorldGenerator(seed: UInt64(seed))
        let store = try WorldStore(worlds.next())
        try store.folder.write(Self.manifest(&random), as: "odd.csv")
        let whole = try results(store, "whole", readSize: 1 << 18, parallelism: 1)
        #expect(whole.count > 2000)
        for readSize in Self.readSizes {
            for parallelism in [1, 3] {
                let sections = try results(store, "sections", readSize: readSize, parallelism: parallelism)
                #expect(sections == whole, "seed \(seed), read size \(readSize), parallelism \(parallelism)")
            }
        }
    }

    @Test("finds the same fault on the same line", arguments: ["a,\"b\"c,MAIL,assign,", "a,\"b,MAIL,assign,"])
    func sameFault(bad: String) throws {
        var random = SplitMix64(seed: 99)
        var worlds = WorldGenerator(seed: 99)
        let store = try WorldStore(worlds.next())
        for _ in 1...5 {
            let text = Self.manifest(&random) + bad + "\n" + Self.rows(&random, 20)
            try store.folder.write(text, as: "odd.csv")
            let whole = try #require(fault(store, readSize: 1 << 18))
            #expect(whole.contains("line "))
            for readSize in Self.readSizes {
                #expect(fault(store, readSize: readSize) == whole, "read size \(readSize)")
            }
        }
    }

    private func results(_ store: WorldStore, _ out: String, readSize: Int, parallelism: Int) throws -> String {
        let reading = ReadingOptions(readSize: readSize)
        _ = try store.run(.plan, "odd.csv", atomic: .row, out: out, reading: reading, parallelism: parallelism)
        return try store.folder.text(out + "/results.csv")
    }

    private func fault(_ store: WorldStore, readSize: Int) -> String? {
        do {
            _ = try results(store, "out", readSize: readSize, parallelism: 2)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static func manifest(_ random: inout SplitMix64) -> String {
        "customer,user,product,action,note\n" + rows(&random, 150)
    }

    private static func rows(_ random: inout SplitMix64, _ count: Int) -> String {
        (0..<count).map { _ in
            let note = notes[Int(random.next() % UInt64(notes.count))]
            let end = ["\n", "\n", "\r\n", "\n\n", "\r"][Int(random.next() % 5)]
            let name = ["a", "B@x", "\"c,d\"", ""][Int(random.next() % 4)]
            return "c\(random.next() % 3),\(name),MAIL,assign,\(note)\(end)"
        }.joined()
    }

    private static let notes = [
        "", "plain", "5\" disk", "\"two\nlines\"", "\"three\r\nlines, and\n\na \"\"quote\"\"\"", "\"\n\"",
        "\"c1,u,MAIL,assign,looks like a row\nc1,u,MAIL,revoke,so does this\n\"",
    ]
}
