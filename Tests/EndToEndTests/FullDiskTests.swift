import Foundation
import TestSupport
import Testing

/// Disks without room: exit 3, and nothing half-written.
///
/// They need a file system of their own that is small enough to fill, which only root can mount; elsewhere they are skipped.
@Suite(.enabled(if: SmallDisk.isPossible, "a small tmpfs cannot be mounted here: that takes root"))
struct FullDiskTests {
    private let manifest = Tool.samples + "/manifest.csv"

    @Test func outputsThatDoNotFitLeaveNothingAndChangeNothing() throws {
        let tool = try Tool.withSamples()
        let disk = try SmallDisk(at: tool.folder.path("disk"), kilobytes: 16)
        let before = try tool.export(to: "before")
        try disk.fill(leaving: 1)
        for command in [["plan"], ["apply", "--yes"]] {
            let outcome = try tool.run(command + [manifest, "--out", "disk/out"])
            #expect(outcome.status == 3)
            #expect(outcome.messages.contains("No space left on device"))
            #expect(outcome.messages.split(separator: "\n").count == 1)
            #expect(try disk.names(below: "out").isEmpty)
        }
        #expect(try tool.export(to: "after") == before)
        #expect(try tool.run("jobs").text.isEmpty)
    }

    @Test func anExportThatDoesNotFitLeavesNoHalfFile() throws {
        let tool = try Tool.withSamples()
        let disk = try SmallDisk(at: tool.folder.path("disk"), kilobytes: 16)
        let whole = try tool.export(to: "whole")
        let outcome = try tool.run("export", "disk/out")
        #expect(outcome.status == 3)
        for name in try disk.names(below: "out") {
            #expect(try tool.folder.read("disk/out/\(name)") == whole[name])
        }
    }

    @Test func aStoreThatDoesNotFitIsAsItWas() throws {
        let tool = try Tool.fresh()
        let disk = try SmallDisk(at: tool.folder.path("disk"), kilobytes: 500)
        #expect(try tool.run("import", Tool.samples, "--store", "disk/s.db", "--quiet").status == 0)
        _ = try tool.run("export", "before", "--store", "disk/s.db")
        try disk.fill(leaving: 1)
        for command in [["import", Tool.samples], ["apply", manifest, "--yes", "--out", "out"]] {
            let outcome = try tool.run(command + ["--store", "disk/s.db"])
            #expect(outcome.status == 3, "\(outcome.messages)")
            #expect(outcome.messages.lowercased().contains("no space left"), "\(outcome.messages)")
        }
        try disk.empty()
        #expect(try tool.run("export", "after", "--store", "disk/s.db").status == 0)
        #expect(try tool.folder.contents(of: "after") == (try tool.folder.contents(of: "before")))
    }
}
