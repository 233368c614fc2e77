import Foundation
import TestSupport
import Testing

/// What holds whatever the manifest: nothing is lost on the way there and back.
@Suite struct RoundTripTests {
    private static let outputs = ["results.csv", "failed.csv", "shortages.csv", "undo.csv"]

    @Test(arguments: ["manifest.csv", "manifest-it.csv", "manifest-clean.csv"], ["row", "user", "file"])
    func undoPutsBackWhatWasThereToTheByte(manifest: String, atomic: String) throws {
        let tool = try Tool.withSamples()
        let before = try tool.export(to: "before")
        let apply = try tool.run("apply", Tool.samples + "/" + manifest, "--yes", "--atomic", atomic, "--out", "out")
        #expect([0, 1].contains(apply.status), "\(apply.messages)")
        let after = try tool.export(to: "after")
        let changes = !(atomic == "file" && apply.status == 1)
        #expect((before == after) == !changes)
        let undo = try tool.run("apply", "out/undo.csv", "--yes", "--out", "undone")
        #expect(undo.status == 0, "\(undo.messages)")
        #expect(try tool.export(to: "again") == before)
    }

    @Test func anExportImportsToTheSameBytes() throws {
        let tool = try Tool.withSamples()
        let first = try tool.export(to: "first")
        #expect(
            first.keys.sorted() == [
                "assignments.csv", "customers.csv", "products.csv", "rules.csv", "subscriptions.csv", "users.csv",
            ]
        )
        #expect(try tool.run("import", "first", "--store", "other.db").status == 0)
        #expect(try tool.run("export", "second", "--store", "other.db").status == 0)
        #expect(try tool.folder.contents(of: "second") == first)
    }

    @Test func theNumberOfWorkersDoesNotShow() throws {
        var seen: [String: Data] = [:]
        for workers in ["1", "2", "8"] {
            let tool = try Tool.withSamples()
            _ = try tool.run("apply", Tool.samples + "/manifest.csv", "--yes", "--parallelism", workers, "--out", "out")
            for name in Self.outputs {
                let bytes = try tool.folder.read("out/\(name)")
                #expect(seen[name] == nil || seen[name] == bytes, "\(name) with \(workers) workers")
                seen[name] = bytes
            }
            for (name, bytes) in try tool.export(to: "export") {
                #expect(seen[name] == nil || seen[name] == bytes, "\(name) with \(workers) workers")
                seen[name] = bytes
            }
        }
    }

    @Test(arguments: ["row", "user", "file"])
    func planAgreesWithApplyRowForRow(atomic: String) throws {
        let tool = try Tool.withSamples()
        let manifest = Tool.samples + "/manifest.csv"
        let plan = try tool.run("plan", manifest, "--atomic", atomic, "--out", "plan")
        let before = try tool.export(to: "before")
        let apply = try tool.run("apply", manifest, "--yes", "--atomic", atomic, "--out", "apply")
        #expect(plan.status == apply.status)
        let planned = CSVTable(try tool.folder.read("plan/results.csv"))
        let applied = CSVTable(try tool.folder.read("apply/results.csv"))
        #expect(planned.rows.count == applied.rows.count)
        for (plan, apply) in zip(planned.rows, applied.rows) {
            var plan = plan
            if plan["result_status"] == "ready" { plan["result_status"] = "applied" }
            #expect(plan == apply)
        }
        for name in ["failed.csv", "shortages.csv"] {
            #expect(try tool.folder.read("plan/\(name)") == (try tool.folder.read("apply/\(name)")))
        }
        #expect(!tool.folder.exists("plan/undo.csv"))
        #expect((try tool.export(to: "after") == before) == (atomic == "file"))
    }

    @Test func aPlanChangesNothing() throws {
        let tool = try Tool.withSamples()
        let before = try tool.folder.read("seatwise.db")
        _ = try tool.run("plan", Tool.samples + "/manifest.csv")
        _ = try tool.run("apply", Tool.samples + "/manifest.csv", "--dry-run")
        _ = try tool.run("licenses", "harborline.example")
        _ = try tool.run("jobs")
        #expect(try tool.folder.read("seatwise.db") == before)
    }

    @Test func applyingAgainChangesNothing() throws {
        let tool = try Tool.withSamples()
        let manifest = Tool.samples + "/manifest-clean.csv"
        #expect(try tool.run("apply", manifest, "--yes", "--out", "one").status == 0)
        let before = try tool.export(to: "before")
        #expect(try tool.run("apply", manifest, "--yes", "--out", "two").status == 0)
        #expect(try tool.export(to: "after") == before)
        let results = CSVTable(try tool.folder.read("two/results.csv"))
        #expect(Set(results.cells("result_status")) == ["unchanged"])
        #expect(try tool.folder.text("two/undo.csv") == "customer,user,product,action,plans\n")
    }

    @Test func aManifestFromAPipeIsJudgedLikeAFile() throws {
        let tool = try Tool.withSamples()
        _ = try tool.run("plan", Tool.samples + "/manifest.csv", "--out", "file")
        let outcome = try tool.shell("cat \"$SAMPLES/manifest.csv\" | \"$SEATWISE\" plan - --out pipe")
        #expect(outcome.status == 1)
        #expect(try tool.folder.read("pipe/results.csv") == (try tool.folder.read("file/results.csv")))
    }
}
