import Foundation
import Jobs
import SQLiteStore
import TestSupport
import Testing

/// Seats, as someone else sees them while a job is at work.
@Suite struct ReaderDuringApplyTests {
    private static let world = SwapWorld(customers: 40, users: 700)

    /// Every user swaps one product for the other, with no seat to spare: at every moment each product is just full.
    @Test(.timeLimit(.minutes(5)))
    func nobodyEverSeesMoreHoldersThanSeatsOrThanThereWere() throws {
        let tool = try Tool.fresh()
        try Self.world.write(to: tool.folder)
        #expect(try tool.run("import", ".", "--quiet").status == 0)
        let directory = try SQLiteStore.open(path: tool.folder.path("seatwise.db"), mode: .existing)
        let before = try holders(directory)
        let apply = try tool.process(["apply", "manifest.csv", "--yes", "--quiet", "--out", "out"], [:])
        apply.standardInput = FileHandle.nullDevice
        try apply.run()
        var seen: Set<[[Int]]> = []
        while apply.isRunning {
            let now = try holders(directory)
            for (customer, counts) in now.enumerated() {
                for product in counts.indices {
                    #expect(counts[product] <= max(Self.world.users / 2, before[customer][product]))
                }
                #expect(counts.reduce(0, +) == Self.world.users, "somebody holds both or neither")
            }
            seen.insert(now)
        }
        apply.waitUntilExit()
        #expect(apply.terminationStatus == 0)
        #expect(seen.contains(before), "the reader came too late to see anything")
        #expect(try holders(directory).allSatisfy { $0 == [Self.world.users / 2, Self.world.users / 2] })
        // More than one transaction, so that there was something to see in between.
        #expect(Self.world.customers * Self.world.users * 2 > 40_000)
    }

    /// By customer and product: how many users hold it, read in one consistent state each.
    private func holders(_ directory: SQLiteStore) throws -> [[Int]] {
        try directory.read { reader in
            let catalog = try reader.catalog()
            return try reader.customers().map { customer in
                var counts = [0, 0]
                try reader.forEachAssignment(of: customer.number, in: catalog) { _, product, _ in counts[product] += 1 }
                return counts
            }
        }
    }
}
