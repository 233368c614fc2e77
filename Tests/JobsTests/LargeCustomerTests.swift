import Foundation
import Jobs
import TestSupport
import Testing

/// One customer with so many rows that its users are cut into shares, each worked on by a thread.
@Suite struct LargeCustomerTests {
    private static let userCount = 12_000
    private static let rowCount = 70_000

    private static func world(_ atomic: World.Atomic) -> World {
        var random = SplitMix64(seed: 65)
        let users = (0..<userCount).map { number in
            World.User(
                customer: "c",
                // Some are named by their id in the file, which may be longer or shorter than a GUID.
                upn: "u\(number)@c.example",
                id: number % 3 == 0 ? "id-\(number)" : "00000000-0000-4000-8000-\(100_000_000_000 + number)",
                location: number % 50 == 0 ? "" : "IT"
            )
        }
        let products = (1...4).map { number in
            World.Product(
                id: "product-\(number)",
                partNumber: "PART_\(number)",
                name: "Product \(number)",
                plans: [World.Plan(id: "plan-\(number)", name: "PLAN_\(number)"), World.Plan(id: "plan", name: "ALL")]
            )
        }
        let rows = (0..<rowCount).map { number in
            let user = Int.random(in: 0..<userCount + 20, using: &random)
            let product = Int.random(in: 1...4, using: &random)
            return World.Row(
                line: number + 2,
                customer: "c.example",
                user: user < userCount && user % 7 == 0 ? users[user].id : "u\(user)@c.example",
                product: "PART_\(product)",
                action: random.chance(percent: 80) ? "assign" : "revoke",
                plans: random.chance(percent: 20) ? "PLAN_\(product)" : ""
            )
        }
        return World(
            products: products,
            rules: [
                World.Rule("conflicts", "product:PART_1", "product:PART_2"),
                World.Rule("requires", "product:PART_3", "product:PART_4"),
            ],
            customers: [World.Customer(id: "c", domain: "c.example")],
            users: users,
            subscriptions: [(1, 900), (2, 5_000), (3, 200), (4, 0)].map {
                World.Subscription(customer: "c", product: "PART_\($0.0)", seats: $0.1)
            },
            assignments: (0..<userCount / 4).map {
                World.Assignment(customer: "c", user: "u\($0)@c.example", product: "PART_\($0 % 4 + 1)")
            },
            rows: rows,
            atomic: atomic
        )
    }

    @Test(arguments: [World.Atomic.row, .user])
    func isJudgedAlikeByAnyNumberOfWorkers(_ atomic: World.Atomic) throws {
        let store = try WorldStore(Self.world(atomic))
        for workers in [1, 2, 3] {
            _ = try store.run(.plan, atomic: atomic, out: "plan-\(workers)", parallelism: workers)
        }
        for file in ["results.csv", "failed.csv", "shortages.csv"] {
            let one = try store.folder.read("plan-1/\(file)")
            #expect(try store.folder.read("plan-2/\(file)") == one)
            #expect(try store.folder.read("plan-3/\(file)") == one)
        }
        let shortages = try store.folder.text("plan-1/shortages.csv").split(separator: "\n").dropFirst()
        #expect(shortages.count >= 3)
        // So many that the shares refuse them at once; with `--atomic user`, most fall with another row of their user.
        let most = shortages.compactMap { Int($0.split(separator: ",").last ?? "") }.max()
        #expect(atomic == .user || most ?? 0 > 4_096)
    }
}
