import Glibc
import Testing

@testable import Manifest

@Suite struct OutputFileTests {
    @Test func aFileThatIsNotCommittedLeavesNothingBehind() throws {
        let scratch = try ScratchFiles()
        do {
            let file = try OutputFile(path: "\(scratch.path)/results.csv")
            try file.write("half")
            #expect(scratch.names.count == 1)
            #expect(scratch.names != ["results.csv"])
        }
        #expect(scratch.names.isEmpty)
    }

    @Test func theOldFileStandsUntilTheNewOneIsWhole() throws {
        let scratch = try ScratchFiles()
        let path = try scratch.write("old", as: "results.csv")
        let file = try OutputFile(path: path)
        try file.write("new")
        #expect(try scratch.read("results.csv") == Array("old".utf8))
        try file.commit()
        #expect(try scratch.read("results.csv") == Array("new".utf8))
        #expect(scratch.names == ["results.csv"])
    }

    @Test func onlyTheOwnerMayReadIt() throws {
        let scratch = try ScratchFiles()
        let file = try OutputFile(path: "\(scratch.path)/results.csv")
        try file.commit()
        var status = stat()
        #expect(stat("\(scratch.path)/results.csv", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test func aBufferIsWrittenAndEmptied() throws {
        let scratch = try ScratchFiles()
        let file = try OutputFile(path: "\(scratch.path)/results.csv")
        var row = RowBuffer()
        for cell in ["a", "b"] {
            row.append(cell: cell)
            row.endRow()
            try file.write(&row)
            #expect(row.isEmpty)
        }
        try file.commit()
        #expect(try scratch.read("results.csv") == Array("a\nb\n".utf8))
    }

    /// Large files are written in blocks of a mebibyte; the last one is seldom full.
    @Test(arguments: [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 20, (9 << 20) + 4097])
    func aLargeFileIsWrittenWhole(size: Int) throws {
        let scratch = try ScratchFiles()
        let file = try OutputFile(path: "\(scratch.path)/results.csv")
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 12) }
        var (start, step) = (0, 7919)
        while start < size {
            let end = min(size, start + step)
            try bytes[start..<end].withUnsafeBytes { try file.write($0) }
            (start, step) = (end, step + 7919)
        }
        try file.commit()
        #expect(try scratch.read("results.csv") == bytes)
    }

    /// Some of what was set aside may not be needed.
    @Test(arguments: [10, 3 << 20])
    func whatWasSetAsideIsGivenBack(size: Int) throws {
        let scratch = try ScratchFiles()
        let file = try OutputFile(path: "\(scratch.path)/results.csv")
        try file.reserve(8 << 20)
        try file.write(String(repeating: "x", count: size))
        try file.commit()
        #expect(try scratch.read("results.csv").count == size)
    }

    @Test(arguments: [10, 6 << 20])
    func aFullDiskIsToldWhenTheFileIsBroughtThereAtTheLatest(size: Int) throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let thread = DiskThread(descriptor: full)
        let bytes = [UInt8](repeating: 1, count: size)
        for _ in 0..<3 { _ = bytes.withUnsafeBytes { thread.append($0) } }
        #expect(thread.finish().trouble == ENOSPC)
        #expect(bytes.withUnsafeBytes { thread.append($0) } == ENOSPC)
    }

    @Test func aLinkIsFollowedAndStays() throws {
        let scratch = try ScratchFiles()
        let path = try scratch.write("old", as: "real.csv")
        symlink(path, "\(scratch.path)/link.csv")
        let file = try OutputFile(path: "\(scratch.path)/link.csv")
        try file.write("new")
        try file.commit()
        #expect(try scratch.read("real.csv") == Array("new".utf8))
        var status = stat()
        #expect(lstat("\(scratch.path)/link.csv", &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test func whatIsNoOrdinaryFileIsNotReplaced() throws {
        let scratch = try ScratchFiles()
        mkfifo("\(scratch.path)/pipe", 0o600)
        symlink("nowhere", "\(scratch.path)/dangling")
        let places = [
            scratch.path, "/dev/null", "\(scratch.path)/pipe", "\(scratch.path)/dangling", "\(scratch.path)/none/x",
            "\(scratch.path)/x/",
        ]
        for path in places {
            #expect(throws: FileTrouble.self) { _ = try OutputFile(path: path) }
        }
        #expect(scratch.names == ["dangling", "pipe"])
    }

    @Test func theInputIsNotOverwritten() throws {
        let scratch = try ScratchFiles()
        let path = try scratch.write("a,b\n")
        symlink(path, "\(scratch.path)/link.csv")
        let identity = try Spool.read(path: path).identity
        for name in ["manifest.csv", "link.csv"] {
            let trouble = #expect(throws: FileTrouble.self) {
                _ = try OutputFile(path: "\(scratch.path)/\(name)", sparing: Set([identity].compactMap(\.self)))
            }
            #expect(trouble?.description.contains("it is the manifest or the store itself") == true)
        }
        #expect(try scratch.read("manifest.csv") == Array("a,b\n".utf8))
    }

    @Test func aSweepTakesWhatAKilledRunLeftAndNotWhatIsBeingWritten() throws {
        let scratch = try ScratchFiles()
        _ = try scratch.write("left", as: ".seatwise-abc.tmp")
        _ = try scratch.write("other", as: ".seatwise-notes")
        let file = try OutputFile(path: "\(scratch.path)/results.csv")
        try file.write("whole")
        #expect(LeftoverSweep.run(in: scratch.path) == 1)
        try file.commit()
        #expect(scratch.names == [".seatwise-notes", "results.csv"])
        #expect(LeftoverSweep.run(in: "\(scratch.path)/none") == 0)
    }
}
