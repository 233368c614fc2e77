import Foundation
import TestSupport
import Testing

/// Plans that are saved and applied: exactly what was judged, once, and nothing of it where the ground has moved.
@Suite struct SavedPlanTests {
    private static let world = SwapWorld(customers: 3, users: 4)

    private func tool(_ flags: String...) throws -> Tool {
        let tool = try Tool.fresh()
        try Self.world.write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        let plan = try tool.run(["plan", "manifest.csv", "--out", "plan", "--save", "a.plan"] + flags)
        #expect(plan.status == 0, "\(plan.messages)")
        #expect(plan.messages.contains("seatwise apply a.plan\n"))
        return tool
    }

    private func change(_ tool: Tool, _ customer: String) throws {
        let row = "customer,user,product,action\n\(customer),u0@\(customer).example,MAIL,revoke\n"
        try tool.folder.write(row, as: "other.csv")
        #expect(try tool.run("apply", "other.csv", "--yes", "--quiet", "--out", "other").status == 0)
    }

    private func statuses(_ tool: Tool, _ out: String = "out") throws -> [String: Int] {
        CSVTable(try tool.folder.read("\(out)/results.csv")).cells("result_status").reduce(into: [:]) {
            $0[$1, default: 0] += 1
        }
    }

    @Test func aPlanIsAppliedOnceWhateverBecameOfItsManifest() throws {
        let tool = try tool()
        try FileManager.default.removeItem(atPath: tool.folder.path("manifest.csv"))
        let dry = try tool.run("apply", "a.plan", "--dry-run", "--out", "dry")
        #expect(dry.status == 0)
        #expect(try statuses(tool, "dry") == ["ready": 24])
        #expect(try tool.run("apply", "a.plan", "--out", "out").status == 6)
        let applied = try tool.run("apply", "a.plan", "--yes", "--out", "out")
        #expect(applied.status == 0, "\(applied.messages)")
        #expect(applied.messages.hasPrefix("24 rows in manifest.csv: 24 applied\n"))
        #expect(try statuses(tool) == ["applied": 24])
        let again = try tool.run("apply", "a.plan", "--yes", "--out", "out")
        #expect(again.status == 7)
        #expect(again.lastMessage.hasPrefix("Error: this plan was applied before, by job "))
        #expect(try tool.run("jobs").text.split(separator: "\n").count == 2)
    }

    @Test func customersThatWereChangedSinceAreLeftOut() throws {
        let tool = try tool()
        try change(tool, "c1")
        let applied = try tool.run("apply", "a.plan", "--yes", "--quiet", "--out", "out")
        #expect(applied.status == 7)
        #expect(applied.messages.hasPrefix("Error: 8 rows drifted: "))
        #expect(applied.messages.split(separator: "\n").count == 1)
        #expect(try statuses(tool) == ["applied": 16, "drifted": 8])
        #expect(
            CSVTable(try tool.folder.read("out/failed.csv")).cells("customer")
                == [String](repeating: "c1.example", count: 8)
        )
        #expect(try tool.folder.text("out/summary.json").contains("\"drifted\" : 8"))
        #expect(try tool.run("jobs", "show", "latest").text.contains("rows      24: 16 applied, 8 drifted\n"))
    }

    @Test func anImportThatChangesNothingDoesNoHarm() throws {
        let tool = try tool()
        #expect(try tool.run("import", ".", "--replace", "--quiet").status == 0)
        #expect(try tool.run("apply", "a.plan", "--yes", "--quiet", "--out", "out").status == 0)
    }

    @Test func anotherCatalogLeavesEverythingOut() throws {
        let tool = try tool()
        try tool.folder.write("rule,subject,target,note\nconflicts,PLAN_A,PLAN_B,\n", as: "rules/rules.csv")
        #expect(try tool.run("import", "rules", "--quiet").status == 0)
        let before = try tool.export(to: "before")
        #expect(try tool.run("apply", "a.plan", "--yes", "--quiet", "--out", "out").status == 7)
        #expect(try statuses(tool) == ["drifted": 24])
        #expect(try tool.export(to: "after") == before)
    }

    @Test func allOfTheFileOrNothing() throws {
        let tool = try tool("--atomic", "file")
        try change(tool, "c1")
        let before = try tool.export(to: "before")
        #expect(try tool.run("apply", "a.plan", "--yes", "--quiet", "--out", "out").status == 7)
        #expect(try statuses(tool) == ["drifted": 24])
        #expect(try tool.export(to: "after") == before)
    }

    @Test func anotherStoreIsRefused() throws {
        let tool = try tool()
        #expect(try tool.run("import", ".", "--store", "other.db", "--quiet").status == 0)
        let applied = try tool.run("apply", "a.plan", "--yes", "--store", "other.db")
        #expect(applied.status == 7)
        #expect(applied.lastMessage.hasPrefix("Error: this plan was made for another store: nothing was changed; "))
        #expect(try tool.run("jobs", "--store", "other.db").results.isEmpty)
    }

    @Test func aCopyOfTheStoreThatWentAnotherWayIsNoticed() throws {
        let tool = try tool()
        for store in ["one.db", "two.db"] {
            try FileManager.default.copyItem(atPath: tool.folder.path("seatwise.db"), toPath: tool.folder.path(store))
        }
        // As many changes of the same customer in both.
        for (store, user) in [("one.db", "u0"), ("two.db", "u2")] {
            let row = "customer,user,product,action\nc0,\(user)@c0.example,MAIL,revoke\n"
            try tool.folder.write(row, as: "other.csv")
            let applied = try tool.run("apply", "other.csv", "--yes", "--quiet", "--out", "other", "--store", store)
            #expect(applied.status == 0)
        }
        let plan = ["plan", "manifest.csv", "--out", "plan", "--save", "one.plan", "--quiet", "--store", "one.db"]
        #expect(try tool.run(plan).status == 0)
        #expect(try tool.run("apply", "one.plan", "--yes", "--quiet", "--out", "out", "--store", "two.db").status == 7)
        #expect(try statuses(tool) == ["applied": 16, "drifted": 8])
    }

    @Test func aUserWhoseIDIsAnotherOneNowIsNoticed() throws {
        let tool = try Tool.fresh()
        try Self.world.write(to: tool.folder)
        let (old, new) = ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222")
        let users = try tool.folder.text("users.csv").replacing(",i0,", with: ",\(old),")
        try tool.folder.write(users, as: "users.csv")
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        try tool.folder.write("customer,user,product,action\nc0,\(old),MAIL,revoke\n", as: "guid.csv")
        #expect(try tool.run("plan", "guid.csv", "--out", "plan", "--save", "a.plan", "--quiet").status == 0)
        // Deleted and made anew under the same name.
        try tool.folder.write(users.replacing(old, with: new), as: "new/users.csv")
        #expect(try tool.run("import", "new", "--quiet").status == 0)
        #expect(try tool.run("apply", "a.plan", "--yes", "--quiet", "--out", "out").status == 7)
        #expect(try statuses(tool) == ["drifted": 1])
    }

    @Test func aPlanTakesTheNameThatALinkLeadsTo() throws {
        let tool = try tool()
        try FileManager.default.copyItem(
            atPath: tool.folder.path("a.plan"),
            toPath: tool.folder.path("real.plan")
        )
        try FileManager.default.createSymbolicLink(
            atPath: tool.folder.path("link.plan"),
            withDestinationPath: tool.folder.path("real.plan")
        )
        #expect(try tool.run("plan", "manifest.csv", "--save", "link.plan", "--quiet", "--out", "p2").status == 0)
        #expect(try tool.run("apply", "real.plan", "--yes", "--quiet", "--out", "out").status == 0)
    }

    @Test func limitsHoldForAPlanToo() throws {
        let tool = try tool()
        #expect(try tool.run("apply", "a.plan", "--yes", "--quiet", "--max-revokes", "1").status == 6)
        #expect(try tool.run("plan", "manifest.csv", "--max-revokes", "1", "--save", "b.plan", "--quiet").status == 6)
        #expect(!FileManager.default.fileExists(atPath: tool.folder.path("b.plan")))
        #expect(try tool.run("apply", "a.plan", "--yes", "--quiet", "--once").status == 0)
    }

    @Test(arguments: [
        (["plan", "a.plan"], 64, "is a saved plan already"),
        (["apply", "a.plan", "--yes", "--atomic", "row"], 64, "leave --atomic out"),
        (["plan", "manifest.csv", "--save", "manifest.csv"], 3, "it is the manifest or the store itself"),
        (["plan", "manifest.csv", "--save", "seatwise.db"], 3, "it is the manifest or the store itself"),
        (["plan", "manifest.csv", "--save", "no/such.plan"], 3, "No such file or directory"),
        (["plan", "manifest.csv", "--save", ""], 64, "--save wants a file"),
        (["licenses", "c1", "--users", "a.plan"], 65, "it is a saved plan"),
        (["plan", "manifest.csv", "--out", "o", "--save", "o/failed.csv"], 3, "another output of this run goes there"),
        (["plan", "manifest.csv", "--save", "/dev/null"], 3, "it is not an ordinary file"),
        (["apply", "a.plan", "--yes", "--results", "a.plan"], 3, "it is the manifest or the store itself"),
        (["apply", "a.plan", "--yes", "--results", "manifest.csv"], 3, "it is the manifest or the store itself"),
    ])
    func whatCannotBeMeantIsRefused(arguments: [String], status: Int, says: String) throws {
        let tool = try tool()
        try tool.folder.write("", as: "o/something")
        let before = try ["manifest.csv", "a.plan"].map { try tool.folder.read($0) }
        let outcome = try tool.run(arguments)
        #expect(outcome.status == Int32(status), "\(outcome.messages)")
        #expect(outcome.messages.contains(says), "\(outcome.messages)")
        #expect(try ["manifest.csv", "a.plan"].map { try tool.folder.read($0) } == before)
    }

    @Test func aPlanThatIsCutOffIsNoManifest() throws {
        let tool = try tool()
        let before = try tool.export(to: "before")
        let whole = try tool.folder.read("a.plan")
        for length in [20, 4096, 4200, 4800, whole.count - 1] {
            try whole.prefix(length).write(to: tool.folder.url.appending(path: "b.plan"))
            let outcome = try tool.run("apply", "b.plan", "--yes", "--quiet")
            #expect(outcome.status == 3, "of \(length): \(outcome.messages)")
            #expect(outcome.lastMessage.contains(" is damaged: nothing was changed; plan again"), "\(outcome.messages)")
        }
        try (whole + [0]).write(to: tool.folder.url.appending(path: "b.plan"))
        #expect(try tool.run("apply", "b.plan", "--yes", "--quiet").status == 3)
        #expect(try tool.export(to: "after") == before)
        let piped = try tool.run(["apply", "-", "--yes"], input: tool.folder.path("a.plan"))
        #expect(piped.lastMessage.contains("it is a saved plan, not a CSV file"), "\(piped.messages)")
    }

    @Test func whatComesNextIsThePlan() throws {
        let tool = try tool()
        let dry = try tool.run("apply", "a.plan", "--dry-run", "--out", "dry")
        #expect(dry.messages.hasSuffix("  seatwise apply a.plan\n"), "\(dry.messages)")
        let limited = try tool.run("plan", "manifest.csv", "--max-revokes", "0", "--save", "b.plan")
        #expect(limited.status == 6)
        #expect(!limited.messages.contains("b.plan"), "\(limited.messages)")
        try tool.folder.write("mine", as: "notes.txt")
        let refused = try tool.run("plan", "manifest.csv", "--save", "notes.txt")
        #expect(refused.status == 3)
        #expect(refused.lastMessage.contains("another file is there, and no saved plan"))
        #expect(try tool.folder.text("notes.txt") == "mine")
        // An older plan is replaced.
        #expect(try tool.run("plan", "manifest.csv", "--save", "a.plan", "--quiet").status == 0)
    }

    @Test func aDamagedPlanIsRefused() throws {
        let tool = try tool()
        let before = try tool.export(to: "before")
        let whole = try tool.folder.read("a.plan")
        for place in [4096, 4300, whole.count / 2, whole.count - 60, whole.count - 40] {
            var bytes = whole
            bytes[place] ^= 0x10
            try bytes.write(to: tool.folder.url.appending(path: "b.plan"))
            let outcome = try tool.run("apply", "b.plan", "--yes", "--quiet", "--out", "out")
            #expect(outcome.status == 3, "at \(place): \(outcome.messages)")
        }
        #expect(try tool.export(to: "after") == before)
    }
}
