import Jobs
import TestSupport
import Testing

/// Import, plan, apply, undo and export of small worlds in a real store.
@Suite("The whole way")
struct WholeWayTests {
    @Test("leads where the oracle says, and plan says what apply does", arguments: [11, 12, 13, 14] as [UInt64])
    func agreesWithTheOracle(seed: UInt64) throws {
        var generator = WorldGenerator(seed: seed)
        for number in 1...20 {
            let world = generator.next()
            let expected = Oracle.judge(world)
            let store = try WorldStore(world)
            let before = try store.exported()
            _ = try store.run(.plan, atomic: world.atomic, out: "plan")
            #expect(
                try store.exported(as: "planned") == before,
                "plan changed something: seed \(seed), world \(number)"
            )
            _ = try store.run(.apply, atomic: world.atomic, out: "apply")
            let after = try store.exported(as: "after")
            let planned = try store.outcome(of: "plan", export: after)
            var applied = try store.outcome(of: "apply", export: after)
            for row in applied.rows.indices where applied.rows[row].status == "applied" {
                applied.rows[row].status = "ready"
            }
            #expect(try store.wrongHolderCounts() == [], "seed \(seed), world \(number)\n\(world)")
            #expect(planned == expected, "seed \(seed), world \(number)\n\(world)")
            #expect(applied == expected, "seed \(seed), world \(number)\n\(world)")
        }
    }

    @Test("comes back by undo where nothing broke a rule before")
    func undoBringsTheDirectoryBack() throws {
        var generator = WorldGenerator(seed: 21)
        var undone = 0
        for number in 1...50 {
            let world = generator.next()
            let store = try WorldStore(world)
            let before = try store.exported()
            _ = try store.run(.apply, atomic: world.atomic, out: "apply")
            let ending = try store.run(.apply, "apply/undo.csv", atomic: .row, out: "undo")
            guard case .finished(let report) = ending else {
                Issue.record("the undo of world \(number) did not finish")
                continue
            }
            // What was there before may itself break a rule; then its row is refused like any other.
            if report.isClean {
                undone += 1
                #expect(try store.exported(as: "after") == before, "world \(number)\n\(world)")
            }
        }
        #expect(undone > 25)
    }

    @Test("gives the same bytes for any number of workers")
    func sameBytesForAnyParallelism() throws {
        var generator = WorldGenerator(seed: 31)
        for _ in 1...10 {
            let world = generator.next()
            let store = try WorldStore(world)
            let outs = try [1, 2, 8].map { workers in
                _ = try store.run(.plan, atomic: world.atomic, out: "p\(workers)", parallelism: workers)
                return try ["results.csv", "failed.csv", "shortages.csv"].map {
                    try store.folder.text("p\(workers)/\($0)")
                }
            }
            #expect(outs[0] == outs[1])
            #expect(outs[0] == outs[2])
        }
    }

    @Test("keeps its counts of holders through imports that replace, in part or whole")
    func holderCountsAfterImports() throws {
        var generator = WorldGenerator(seed: 61)
        for number in 1...10 {
            let world = generator.next()
            let store = try WorldStore(world)
            _ = try store.run(.apply, atomic: .row, out: "apply")
            try store.importFolder("world", replaces: true)
            #expect(try store.wrongHolderCounts() == [], "world \(number)")
            let lines = try store.folder.text("world/assignments.csv").split(separator: "\n")
            try store.folder.write(lines.prefix(1).joined() + "\n", as: "world/assignments.csv")
            try store.importFolder("world", replaces: true)
            #expect(try store.wrongHolderCounts() == [], "world \(number)")
        }
    }

    @Test("changes nothing when the question is answered with no")
    func declinedChangesNothing() throws {
        var generator = WorldGenerator(seed: 41)
        let world = generator.next()
        let store = try WorldStore(world)
        let before = try store.exported()
        let ending = try store.run(.apply, atomic: .row, out: "apply", confirm: false)
        guard case .declined = ending else {
            Issue.record("expected to be declined")
            return
        }
        #expect(try store.exported(as: "after") == before)
        #expect(try JobsQuery.all(in: store.directory).isEmpty)
    }

    @Test("exports what it imports again as the same bytes")
    func exportIsAFixedPoint() throws {
        var generator = WorldGenerator(seed: 51)
        for number in 1...20 {
            let world = generator.next()
            let store = try WorldStore(world)
            let first = try store.exported()
            let again = try WorldStore.importing(store.folder.path("export"))
            #expect(try again.wrongHolderCounts() == [])
            #expect(try again.exported() == first, "world \(number)\n\(world)")
        }
    }
}
