import TestSupport
import Testing

/// Files that make a simple judgement fold again and again: they must come out right, and in time that grows with the rows.
@Suite("A file that refuses row after row")
struct PathologicalFileTests {
    private static let rowCount = 20_000

    @Test("of one user, every row for one product that may not be had", .timeLimit(.minutes(1)))
    func everyRowOfOneUserIsProhibited() {
        var world = PathologicalFileTests.world(users: 1, seats: 5)
        world.rules = [World.Rule("unavailable", "product:PART_1", "IT")]
        world.rows = (0..<Self.rowCount).map { Self.row($0, user: 0, "PART_1", "assign", $0 % 2 == 0 ? "" : "MAIL") }
        let outcome = WorldJudge.judge(world)
        #expect(outcome.rows.allSatisfy { $0.codes == ["ProhibitedInUsageLocationViolation"] })
    }

    @Test("of one user, every row for a product without a seat", .timeLimit(.minutes(1)))
    func everyRowOfOneUserLacksASeat() {
        var world = PathologicalFileTests.world(users: 1, seats: 0)
        world.rows = (0..<Self.rowCount).map { Self.row($0, user: 0, "PART_1", "assign", "") }
        let outcome = WorldJudge.judge(world)
        #expect(outcome.rows.allSatisfy { $0.codes == ["CountViolation"] })
        #expect(outcome.shortages.map(\.short) == [Self.rowCount])
    }

    @Test("one after the other, as each swap needs the seat of the one before", .timeLimit(.minutes(1)))
    func aChainOfSwapsFallsFromItsEnd() {
        // User n gives PART_1 back for PART_2 or the other way round; nobody gives a seat to the first in the chain.
        let users = 200
        var world = PathologicalFileTests.world(users: users, seats: users / 2)
        world.atomic = .user
        world.subscriptions[1].seats = users / 2 - 1
        world.assignments = (0..<users).map { user in
            World.Assignment(
                customer: "c.example",
                user: "u\(user)@c.example",
                product: user % 2 == 0 ? "PART_1" : "PART_2"
            )
        }
        world.rows = (0..<users).flatMap { user -> [World.Row] in
            let (from, to) = user % 2 == 0 ? ("PART_1", "PART_2") : ("PART_2", "PART_1")
            return [
                Self.row(user * 2, user: user, from, "revoke", ""),
                Self.row(user * 2 + 1, user: user, to, "assign", ""),
            ]
        }
        let outcome = WorldJudge.judge(world)
        // PART_2 has one holder too many: its newcomers give way one by one, and each takes a seat of PART_1 back.
        #expect(outcome.rows.contains { $0.codes == ["CountViolation"] })
        for product in ["PART_1", "PART_2"] {
            let held = outcome.assignmentsAfter.count { $0.product == product }
            #expect(held <= users / 2)
        }
        #expect(outcome.assignmentsAfter.count == users)
    }

    @Test("of one user, half of them of a pair that excludes each other", .timeLimit(.minutes(1)))
    func everyRowConflicts() {
        var world = PathologicalFileTests.world(users: 1, seats: 5)
        world.rules = [World.Rule("conflicts", "product:PART_1", "product:PART_2")]
        world.rows =
            [Self.row(0, user: 0, "PART_1", "assign", "")]
            + (1..<Self.rowCount).map { Self.row($0, user: 0, "PART_2", "assign", "") }
        let outcome = WorldJudge.judge(world)
        #expect(outcome.rows[0].status == "ready")
        #expect(outcome.rows.dropFirst().allSatisfy { $0.codes == ["MutuallyExclusiveViolation"] })
    }

    private static func world(users: Int, seats: Int) -> World {
        World(
            products: [product(1, "MAIL"), product(2, "CHAT")],
            customers: [World.Customer(id: "c", domain: "c.example")],
            users: (0..<users).map {
                World.User(customer: "c.example", upn: "u\($0)@c.example", id: "id-\($0)", location: "IT")
            },
            subscriptions: [1, 2].map { World.Subscription(customer: "c", product: "PART_\($0)", seats: seats) }
        )
    }

    private static func product(_ number: Int, _ plan: String) -> World.Product {
        World.Product(
            id: "product-\(number)",
            partNumber: "PART_\(number)",
            name: "Product \(number)",
            plans: [World.Plan(id: "plan-\(number)", name: plan)]
        )
    }

    private static func row(_ number: Int, user: Int, _ product: String, _ action: String, _ plans: String) -> World.Row
    {
        World.Row(
            line: number + 2,
            customer: "c.example",
            user: "u\(user)@c.example",
            product: product,
            action: action,
            plans: plans
        )
    }
}
