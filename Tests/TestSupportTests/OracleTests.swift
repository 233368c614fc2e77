import Foundation
import TestSupport
import Testing

@Suite("The oracle, on generated worlds")
struct OracleTests {
    private static let count = 150

    @Test func givesEachRowAVerdictAndCodesToTheRefusedOnly() {
        var generator = WorldGenerator(seed: 11)
        for _ in 0..<Self.count {
            let world = generator.next()
            let rows = Oracle.judge(world).rows
            #expect(rows.map(\.line) == world.rows.map(\.line), "\(world)")
            for row in rows {
                #expect((row.status == "refused") == !row.codes.isEmpty, "\(world)\n\(row)")
            }
        }
    }

    @Test func neverLeavesMoreHoldersThanSeatsOrThanThereWere() {
        var generator = WorldGenerator(seed: 12)
        for _ in 0..<Self.count {
            let world = generator.next()
            let before = holders(Oracle.judge(withoutRows(world)))
            for (key, holders) in holders(Oracle.judge(world)) {
                let seats = world.subscriptions.first { [$0.customer, $0.product] == key }?.seats ?? 0
                #expect(holders <= max(seats, before[key, default: 0]), "\(key)\n\(world)")
            }
        }
    }

    @Test func changesNothingWhenAnAcceptedFileIsAppliedAgain() {
        var generator = WorldGenerator(seed: 13)
        var applied = 0
        for _ in 0..<Self.count * 3 {
            let world = withOneRowPerUserAndProduct(generator.next())
            let first = Oracle.judge(world)
            guard !world.rows.isEmpty, first.rows.allSatisfy({ $0.status != "refused" }) else { continue }
            applied += 1
            let second = Oracle.judge(after(first, of: world))
            #expect(second.rows.allSatisfy { $0.status == "unchanged" }, "\(world)\n\(second)")
            #expect(second.assignmentsAfter == first.assignmentsAfter, "\(world)")
        }
        #expect(applied > 20)
    }

    @Test func judgesEachCustomerAsIfItWereAloneUnlessTheFileIsOneChange() {
        var generator = WorldGenerator(seed: 14)
        for _ in 0..<Self.count {
            let world = generator.next()
            guard world.atomic != .file, world.customers.count > 1 else { continue }
            let whole = Oracle.judge(world)
            for customer in world.customers {
                var alone = world
                alone.rows.removeAll { !name($0.customer, isOneOf: [customer.id, customer.domain]) }
                let lines = Set(alone.rows.map(\.line))
                #expect(Oracle.judge(alone).rows == whole.rows.filter { lines.contains($0.line) }, "\(world)")
            }
        }
    }

    private func holders(_ outcome: OracleOutcome) -> [[String]: Int] {
        Dictionary(outcome.assignmentsAfter.map { ([$0.customer, $0.product], 1) }, uniquingKeysWith: +)
    }

    private func withoutRows(_ world: World) -> World {
        var world = world
        world.rows = []
        return world
    }

    /// The world as it stands once `outcome` is applied, with the same manifest.
    private func after(_ outcome: OracleOutcome, of world: World) -> World {
        var world = world
        world.assignments = outcome.assignmentsAfter.map {
            World.Assignment(
                customer: $0.customer,
                user: $0.user,
                product: $0.product,
                disabledPlans: $0.disabledPlans.split(separator: ";").map(String.init)
            )
        }
        return world
    }

    /// Keeps the rows that are accepted among all the others, the first for each user and product.
    private func withOneRowPerUserAndProduct(_ world: World) -> World {
        var kept = withoutRows(world)
        var targets: Set<[String]> = []
        for (row, verdict) in zip(world.rows, Oracle.judge(world).rows) where verdict.status != "refused" {
            if targets.insert(target(of: row, in: world)).inserted { kept.rows.append(row) }
        }
        return kept
    }

    /// The ids of the user and the product of a row that resolves.
    private func target(of row: World.Row, in world: World) -> [String] {
        let customer = world.customers.first { name(row.customer, isOneOf: [$0.id, $0.domain]) }
        let user = world.users.first { $0.customer == customer?.id && name(row.user, isOneOf: [$0.upn, $0.id]) }
        let product =
            world.products.first { name(row.product, isOneOf: [$0.id, $0.partNumber]) }
            ?? world.products.first { name(row.product, isOneOf: [$0.name]) }
        return [user?.id ?? "", product?.id ?? ""]
    }

    private func name(_ cell: String, isOneOf names: [String]) -> Bool {
        let cell = cell.trimmingCharacters(in: .whitespaces).lowercased()
        return names.contains { $0.lowercased() == cell }
    }
}
