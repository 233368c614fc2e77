import Foundation
import Jobs
import SQLiteStore
import Testing

/// Seats, as someone else sees them while a job is at work.
@Suite struct ReaderDuringApplyTests {
    private static let customers = 40
    private static let users = 700

    /// Every user swaps one product for the other, with no seat to spare: at every moment each product is just full.
    @Test(.timeLimit(.minutes(1)))
    func nobodyEverSeesMoreHoldersThanSeatsOrThanThereWere() throws {
        let tool = try Tool.fresh()
        try writeWorld(tool.folder)
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
                    #expect(counts[product] <= max(Self.users / 2, before[customer][product]))
                }
                #expect(counts.reduce(0, +) == Self.users, "somebody holds both or neither")
            }
            seen.insert(now)
        }
        apply.waitUntilExit()
        #expect(apply.terminationStatus == 0)
        #expect(seen.contains(before), "the reader came too late to see anything")
        #expect(try holders(directory).allSatisfy { $0 == [Self.users / 2, Self.users / 2] })
        // More than one transaction, so that there was something to see in between.
        #expect(Self.customers * Self.users * 2 > 40_000)
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

    private func writeWorld(_ folder: Scratch) throws {
        let header = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id\n"
        try folder.write(header + "Mail,MAIL,p1,PLAN_A,a\nChat,CHAT,p2,PLAN_B,b\n", as: "products.csv")
        var files = [
            "customers": "customer,domain\n", "users": "customer,user,id,usage_location\n",
            "subscriptions": "customer,product,seats\n", "assignments": "customer,user,product\n",
            "manifest": "customer,user,product,action\n",
        ]
        for customer in 0..<Self.customers {
            let domain = "c\(customer).example"
            files["customers"]?.append("c\(customer),\(domain)\n")
            for product in ["MAIL", "CHAT"] {
                files["subscriptions"]?.append("\(domain),\(product),\(Self.users / 2)\n")
            }
            for user in 0..<Self.users {
                let name = "u\(user)@\(domain)"
                let (from, to) = user % 2 == 0 ? ("MAIL", "CHAT") : ("CHAT", "MAIL")
                files["users"]?.append("\(domain),\(name),i\(user),IT\n")
                files["assignments"]?.append("\(domain),\(name),\(from)\n")
                files["manifest"]?.append("\(domain),\(name),\(to),assign\n\(domain),\(name),\(from),revoke\n")
            }
        }
        for (name, text) in files { try folder.write(text, as: name + ".csv") }
    }
}
