import Jobs
import Licensing
import Testing

@testable import SQLiteStore

/// What a job changed, kept as bytes.
@Suite struct ChangeRecordTests {
    private static func catalog(_ products: [Int]) -> Catalog {
        let plans = (1...3).map { ServicePlan(number: $0 * 100, id: "plan-\($0)", name: "PLAN_\($0)") }
        return Catalog(
            products: products.map {
                Product(
                    number: $0,
                    id: "p\($0)",
                    partNumber: "P\($0)",
                    name: "Product \($0)",
                    plans: [0, 1, 2],
                    planAliases: [:]
                )
            },
            plans: plans,
            rules: []
        )
    }

    private static func on(_ plans: Int...) -> Places {
        var places = Places()
        places.insert(Places.heldPosition)
        for plan in plans { places.insert(plan) }
        return places
    }

    private static let changes = [
        Judgement.Change(user: 1, product: 0, before: Places(), after: on(0, 1, 2), row: 0),
        Judgement.Change(user: 1, product: 1, before: on(0, 1, 2), after: on(1), row: 1),
        Judgement.Change(user: 70_000, product: 0, before: on(), after: Places(), row: 2),
    ]

    private static func record() -> [UInt8] {
        var record = ChangeRecord(CatalogCodec(catalog([5, 300])))
        for change in changes { record.append(change, line: change.row * 1_000_000 + 2) }
        return record.bytes
    }

    private static func changes(_ bytes: [UInt8], _ products: [Int] = [5, 300]) throws -> [RecordedChange] {
        let span = bytes.span
        return try ChangeRecord.changes(in: span, CatalogCodec(catalog(products)))
    }

    @Test func comesBackAsItWas() throws {
        let found = try Self.changes(Self.record())
        #expect(
            found
                == Self.changes.map {
                    RecordedChange(
                        user: $0.user,
                        product: $0.product,
                        line: $0.row * 1_000_000 + 2,
                        before: $0.before,
                        after: $0.after
                    )
                }
        )
    }

    @Test func aProductThatIsGoneIsPassedOverAndTheRestIsFound() throws {
        let found = try Self.changes(Self.record(), [300])
        #expect(found.map(\.product) == [nil, 0, nil])
        #expect(found.map(\.user) == [1, 1, 70_000])
        #expect(found[1].after == Self.on(1))
    }

    @Test func bytesCutShortAreToldFromWholeOnes() throws {
        let whole = Self.record()
        var ends: Set<Int> = [0]
        for count in 1..<whole.count where (try? Self.changes(Array(whole[..<count]))) != nil {
            ends.insert(count)
        }
        // Only between changes.
        #expect(ends.count == 3)
    }
}
