import Foundation
import Jobs
import Manifest
import TestSupport
import Testing

/// What is judged and kept: whoever reads it finds all that there was to say.
@Suite struct KeptJudgementTests {
    private static let outputs = ["results.csv", "failed.csv", "shortages.csv", "undo.csv"]

    @Test func theFilesOfAJobAreWrittenAgainAsTheyWere() throws {
        var generator = WorldGenerator(seed: 71)
        for number in 1...60 {
            let world = generator.next()
            let store = try WorldStore(world)
            guard case .finished(let report) = try store.run(.apply, atomic: world.atomic, out: "apply") else {
                Issue.record("world \(number) was not applied")
                continue
            }
            try FileManager.default.removeItem(atPath: store.folder.path("world/manifest.csv"))
            let again = try #require(try store.writeResultsOfLastJob(out: "again"))
            for name in Self.outputs {
                #expect(try store.folder.text("again/\(name)") == (try store.folder.text("apply/\(name)")), "\(world)")
            }
            #expect(again.statuses == report.statuses)
            #expect(again.codes == report.codes)
            #expect(again.firstRefused == report.firstRefused)
            #expect(again.changedUserCount == report.changedUserCount)
            #expect(again.heldBefore == report.heldBefore)
            #expect(again.unlicensedUsers == report.unlicensedUsers)
        }
    }

    @Test(arguments: [
        (JobState.completed, ""), (.completedWithErrors, ""), (.interrupted, "interrupted"), (.judged, "interrupted"),
        (.cancelled, "cancelled"), (.failed, "output"),
    ])
    func theFilesSayHowTheJobEnded(state: JobState, stopped: String) throws {
        var generator = WorldGenerator(seed: 75)
        let store = try WorldStore(generator.next())
        _ = try store.run(.apply, atomic: .row, out: "apply")
        let report = try #require(try store.writeResultsOfLastJob(out: "again", as: state))
        #expect(try report.json().contains(stopped.isEmpty ? "\"stopped\" : null" : "\"stopped\" : \"\(stopped)\""))
        #expect(throws: KeptJob.NotOpen.self) { try store.writeResultsOfLastJob(out: "again", as: .running) }
    }

    @Test func aSavedPlanDoesWhatItsManifestWouldHaveDone() throws {
        var generator = WorldGenerator(seed: 81)
        for number in 1...40 {
            let world = generator.next()
            let (planned, applied) = (try WorldStore(world), try WorldStore(world))
            _ = try applied.run(.apply, atomic: world.atomic, out: "apply")
            _ = try planned.run(.plan, atomic: world.atomic, out: "plan", save: "saved.plan")
            try FileManager.default.removeItem(atPath: planned.folder.path("world/manifest.csv"))
            // How rows are judged was said when the plan was made.
            _ = try planned.run(.apply, "saved.plan", atomic: .row, out: "apply")
            for name in Self.outputs {
                let texts = try [planned, applied].map { try $0.folder.text("apply/\(name)") }
                #expect(texts[0] == texts[1], "world \(number)\n\(world)")
            }
            #expect(try planned.exported() == (try applied.exported()))
        }
    }

    @Test(arguments: [
        (TextEncoding.windows1252, ";"), (.utf16LittleEndian, "\t"), (.utf16BigEndian, ","), (.utf8, "|"),
    ])
    func anyEncodingAndDelimiterIsReadTheSameWayAgain(encoding: TextEncoding, delimiter: String) throws {
        var generator = WorldGenerator(seed: 91)
        let store = try WorldStore(generator.next())
        let rows = [
            "customer,user,product,action,note", "nobody,nobody@è.example,nothing,assign,così", "x,y,z,revoke,",
        ]
        let text = rows.map { $0.replacing(",", with: delimiter) }.joined(separator: "\r\n")
        let bytes: [UInt8] =
            switch encoding {
            case .utf8: [0xEF, 0xBB, 0xBF] + Array(text.utf8)
            case .windows1252: text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
            case .utf16LittleEndian: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            case .utf16BigEndian: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            }
        try Data(bytes).write(to: store.folder.url.appending(path: "odd.csv"))
        _ = try store.run(.apply, "odd.csv", atomic: .row, out: "apply")
        _ = try store.writeResultsOfLastJob(out: "again")
        for name in Self.outputs {
            let files = try ["apply", "again"].map { try store.folder.read("\($0)/\(name)") }
            #expect(files[0] == files[1], "\(name)")
            #expect(files[0].count > 10)
        }
    }
}
