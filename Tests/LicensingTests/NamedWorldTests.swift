import TestSupport
import Testing

/// Worlds in which the judgement and the oracle once disagreed, made as small as they get.
@Suite("The judgement, in worlds that once went wrong,")
struct NamedWorldTests {
    private let contoso = World.Customer(id: "00000000-0000-4000-8000-000000000301", domain: "c.example")
    private let ann = World.User(
        customer: "c.example",
        upn: "ann@c.example",
        id: "00000000-0000-4000-8000-000000000400",
        location: "IT"
    )

    @Test("takes a plan name only for plans that have it as their name or on the product's own line")
    func aNameFromAnotherProductsLineSaysNothingHere() {
        let mail = "00000000-0000-4000-8000-000000000201"
        var world = world(
            products: [
                product(1, [(mail, "MAIL"), ("00000000-0000-4000-8000-000000000202", "FILES")]),
                product(2, [(mail, "MAIL")]),
                product(3, [(mail, "FILES")]),
            ]
        )
        world.rows = [row(2, "PART_1", "assign", "!FILES")]
        #expect(WorldJudge.judge(world) == Oracle.judge(world))
        // FILES is an ambiguous name in this catalog, so the plan is written as its id.
        #expect(WorldJudge.judge(world).rows[0].after == "!00000000-0000-4000-8000-000000000202")
    }

    @Test("counts a pair of product and plan that stands twice once, as its first line says")
    func aPairThatStandsTwice() {
        let mail = "00000000-0000-4000-8000-000000000201"
        var world = world(products: [product(1, [(mail, "MAIL"), (mail, "OTHER")])])
        world.rows = [row(2, "PART_1", "assign", "!MAIL"), row(3, "PART_1", "assign", "OTHER")]
        #expect(WorldJudge.judge(world) == Oracle.judge(world))
        #expect(WorldJudge.judge(world).rows.map(\.codes) == [[], ["UnknownPlan"]])
    }

    @Test("calls a plan by the name that most products give it")
    func thePlanIsCalledAsMostCallIt() {
        let mail = "00000000-0000-4000-8000-000000000201"
        var world = world(
            products: [product(1, [(mail, "MAIL)")]), product(2, [(mail, "MAIL")]), product(3, [(mail, "MAIL")])]
        )
        world.rows = [row(2, "PART_1", "assign", "!MAIL")]
        #expect(WorldJudge.judge(world) == Oracle.judge(world))
        #expect(WorldJudge.judge(world).rows[0].after == "!MAIL")
    }

    private func world(products: [World.Product]) -> World {
        World(
            products: products,
            customers: [contoso],
            users: [ann],
            subscriptions: products.map {
                World.Subscription(customer: contoso.id, product: $0.partNumber, seats: 1)
            }
        )
    }

    private func product(_ number: Int, _ plans: [(id: String, name: String)]) -> World.Product {
        World.Product(
            id: "00000000-0000-4000-8000-00000000010\(number)",
            partNumber: "PART_\(number)",
            name: "Product \(number)",
            plans: plans.map { World.Plan(id: $0.id, name: $0.name) }
        )
    }

    private func row(_ line: Int, _ product: String, _ action: String, _ plans: String) -> World.Row {
        World.Row(line: line, customer: "c.example", user: ann.upn, product: product, action: action, plans: plans)
    }
}
