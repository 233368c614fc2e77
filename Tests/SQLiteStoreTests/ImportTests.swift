import Jobs
import Licensing
import Testing

@testable import SQLiteStore

@Suite("Importing into a store")
struct ImportTests {
    private struct Stop: Error {}
    private let store: SQLiteStore
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
        store = try fixture.openFilled()
    }

    @Test func anImportThatThrowsLeavesNothing() throws {
        let before = try store.read { try $0.productLines() }
        #expect(throws: Stop.self) {
            try store.importing { session in
                try session.put(Array(StoreFixture.lines.prefix(1)))
                _ = try session.put(Customer(number: 0, id: "new", domain: "new", name: "", country: ""))
                try session.removeUsers([1, 2], of: 1)
                throw Stop()
            }
        }
        #expect(try store.read { try $0.productLines() } == before)
        #expect(try store.read { try $0.customers() }.count == 1)
        #expect(try store.users().count == 3)
    }

    @Test func nobodySeesAnImportBeforeItIsWhole() throws {
        try store.importing { session in
            _ = try session.put(Customer(number: 0, id: "new", domain: "new", name: "", country: ""))
            try session.removeUsers([1], of: 1)
            #expect(try session.customers().count == 2)
            #expect(try store.read { try $0.customers() }.count == 1)
            #expect(try store.users().count == 3)
        }
        #expect(try store.read { try $0.customers() }.count == 2)
        #expect(try store.users().map(\.number) == [2, 3])
    }

    @Test func whatIsPutAgainReplacesWhatHasTheSameKey() throws {
        try store.importing { session in
            let catalog = try session.catalog()
            let again = Customer(number: 0, id: "CONTOSO-ID", domain: "new.example", name: "New", country: "DE")
            #expect(try session.put(again) == 1)
            try session.put(StoreFixture.user(2, "Barbara@new.example", location: .none), of: 1, isNew: false)
            try session.put(seats: 7, of: 0, for: 1, in: catalog)
            try session.put(.on(0), of: 0, user: 2, of: 1, in: catalog)
            try session.put(.on(1, 2), of: 0, user: 2, of: 1, in: catalog)
            try session.put([Rule(kind: .requires, subject: "Teams", target: "EXCHANGE", note: "first")])
            try session.put([
                Rule(kind: .requires, subject: "YAMMER", target: "EXCHANGE", note: ""),
                Rule(kind: .requires, subject: "TEAMS", target: "exchange", note: "second"),
            ])
        }
        try store.read { reader in
            let customers = try reader.customers().map { [$0.id, $0.domain, $0.name, $0.country] }
            #expect(customers == [["CONTOSO-ID", "new.example", "New", "DE"]])
            let barbara = StoreFixture.user(2, "Barbara@new.example", location: .none)
            #expect(try reader.users(numbered: [2], of: 1) == [barbara])
            #expect(try reader.subscriptions(of: 1, in: try reader.catalog()).map(\.seats) == [7])
            let rules = try reader.catalog().rules
            #expect(rules.map(\.subject) == ["Teams", "YAMMER"])
            #expect(rules.map(\.note) == ["second", ""])
        }
        #expect(try store.assignments() == [Holding(user: 2, product: 0, places: .on(1, 2))])
    }

    @Test func aProductPutAgainChangesItsPlansAndKeepsWhatIsHeld() throws {
        try store.importing { session in
            try session.put(.on(0, 2), of: 0, user: 1, of: 1, in: try session.catalog())
            try session.put([
                StoreFixture.line("Office E3 new", "SPE_E3", product: 1, plan: "YAMMER", 13),
                StoreFixture.line("Office E3 new", "SPE_E3", product: 1, plan: "TEAMS", 12),
                StoreFixture.line("Office E3 new", "SPE_E3", product: 1, plan: "FORMS", 14),
            ])
        }
        let catalog = try store.read { try $0.catalog() }
        #expect(catalog.products.map(\.name) == ["Office E3 new", "Visio"])
        #expect(catalog.products[0].plans.map { catalog.plans[$0].name } == ["YAMMER", "TEAMS", "FORMS"])
        #expect(catalog.plans.map(\.name) == ["TEAMS", "YAMMER", "FORMS"])
        #expect(try store.assignments() == [Holding(user: 1, product: 0, places: .on(0, 2))])
    }

    @Test func theNumberOfAPlanThatIsGoneIsNeverGivenToAnother() throws {
        try store.importing { session in
            try session.put(.on(0, 1), of: 0, user: 1, of: 1, in: try session.catalog())
            try session.put(Array(StoreFixture.lines.prefix(2)))
            try session.put([StoreFixture.line("Office E3", "SPE_E3", product: 1, plan: "OTHER", 15)])
        }
        #expect(try store.assignments() == [Holding(user: 1, product: 0, places: .on(0))])
    }

    @Test func aPlanIsCalledAsMostOfItsLinesCallIt() throws {
        func names() throws -> [String] { try store.read { try $0.catalog() }.plans.map(\.name) }
        // One line each: the first in byte order, whichever came first.
        try store.importing { try $0.put([StoreFixture.line("Visio", "VISIO", product: 2, plan: "ZOOM", 12)]) }
        #expect(try names() == ["EXCHANGE", "TEAMS", "YAMMER"])
        try store.importing { try $0.put([StoreFixture.line("Draw", "DRAW", product: 9, plan: "ZOOM", 12)]) }
        #expect(try names() == ["EXCHANGE", "ZOOM", "YAMMER"])
    }

    @Test func keysMayMoveFromOneToAnotherWithinAnImport() throws {
        try store.importing { session in
            let fabrikam = Customer(number: 0, id: "f", domain: "contoso.example", name: "", country: "")
            #expect(try session.put(fabrikam) == 2)
            _ = try session.put(Customer(number: 0, id: "contoso-id", domain: "old.example", name: "", country: ""))
            try session.put(StoreFixture.user(1, "bruno@contoso.example", id: "x"), of: 1, isNew: false)
            try session.put(StoreFixture.user(4, "carla@contoso.example"), of: 1, isNew: true)
            let dora = StoreFixture.user(3, "dora@contoso.example", id: StoreFixture.guid(101))
            try session.put(dora, of: 1, isNew: false)
            try session.put(StoreFixture.user(2, "anna@contoso.example"), of: 1, isNew: false)
        }
        #expect(try store.users().map(\.number) == [2, 1, 4, 3])
        #expect(try store.read { try $0.customer(matching: Array("contoso.example".utf8)) }?.number == 2)
        #expect(try store.read { try $0.customer(matching: Array("old.example".utf8)) }?.number == 1)
    }

    /// New users go in many to a statement, and each of them may have the key of a user who gets another later on.
    @Test(arguments: [0, 1, 31, 32, 63, 64, 69])
    func aNewUserAmongManyMayTakeAKeyThatMovesLater(place: Int) throws {
        try store.importing { session in
            var batch = UserBatch()
            for number in 0..<70 {
                let name = number == place ? "ANNA@contoso.example" : "user\(number)@contoso.example"
                batch.append(StoreFixture.user(100 + number, name), of: 1, isNew: true)
            }
            try session.put(batch)
            try session.put(StoreFixture.user(1, "anna.old@contoso.example"), of: 1, isNew: false)
        }
        let users = try store.users()
        #expect(users.count == 73)
        #expect(users.first { $0.principalName == "ANNA@contoso.example" }?.number == 100 + place)
        #expect(users.first { $0.number == 1 }?.principalName == "anna.old@contoso.example")
        #expect(Set(users.map(\.id)).count == 73)
    }

    @Test(arguments: ["domain", "name", "id"])
    func keysThatTwoWouldShareRefuseTheImportWhole(key: String) throws {
        let error = try #require(throws: StoreError.self) {
            try store.importing { session in
                switch key {
                case "domain":
                    _ = try session.put(Customer(number: 0, id: "f", domain: "CONTOSO.example", name: "", country: ""))
                case "name":
                    try session.put(StoreFixture.user(4, "ANNA@contoso.example"), of: 1, isNew: true)
                default:
                    try session.put(StoreFixture.user(4, "dora", id: StoreFixture.guid(101)), of: 1, isNew: true)
                }
            }
        }
        #expect(error.code == .other)
        #expect(error.message.contains("nothing was imported"))
        #expect(try store.users() == StoreFixture.users)
        #expect(try store.read { try $0.customers() }.map(\.domain) == ["Contoso.example"])
    }

    @Test func removingUsersTakesTheirAssignmentsAndKeepsTheirNumbersFromOthers() throws {
        try store.importing { session in
            let catalog = try session.catalog()
            for user in 1...3 { try session.put(.on(0), of: 0, user: user, of: 1, in: catalog) }
            try session.removeUsers([2, 3], of: 1)
            #expect(try session.highestUserNumber(of: 1) == 3)
        }
        #expect(try store.assignments().map(\.user) == [1])
        #expect(try store.read { try $0.highestUserNumber(of: 1) } == 3)
    }

    @Test func removingACustomerTakesAllThatBelongsToIt() throws {
        try store.importing { session in
            let catalog = try session.catalog()
            let other = try session.put(Customer(number: 0, id: "other", domain: "", name: "", country: ""))
            try session.put(StoreFixture.user(1, "anna@contoso.example"), of: other, isNew: true)
            for customer in [1, other] { try session.put(.on(0), of: 0, user: 1, of: customer, in: catalog) }
            try session.removeCustomers([1])
        }
        try store.read { reader in
            let customers = try reader.customers()
            #expect(customers.map(\.id) == ["other"])
            #expect(try reader.subscriptions(of: 1, in: try reader.catalog()).isEmpty)
            #expect(try reader.highestUserNumber(of: 1) == 0)
        }
        #expect(try store.users().isEmpty && store.assignments().isEmpty)
        #expect(try store.assignments(of: 2).count == 1)
    }

    @Test func removingAProductTakesItsPlansAssignmentsAndSubscriptions() throws {
        try store.importing { session in
            let catalog = try session.catalog()
            try session.put(.on(0), of: 0, user: 1, of: 1, in: catalog)
            try session.put(.on(0), of: 1, user: 1, of: 1, in: catalog)
            try session.removeProducts([KeyFolding.folded(StoreFixture.guid(1)), Array("unknown".utf8)])
        }
        let catalog = try store.read { try $0.catalog() }
        #expect(catalog.products.map(\.partNumber) == ["VISIO"])
        #expect(catalog.plans.map(\.name) == ["TEAMS"])
        #expect(try store.assignments() == [Holding(user: 1, product: 0, places: .on(0))])
        #expect(try store.read { try $0.subscriptions(of: 1, in: catalog) }.isEmpty)
    }

    @Test func theUsesOfAProductAreCountedAsTheyAreNow() throws {
        try store.importing { session in
            let catalog = try session.catalog()
            let key = KeyFolding.folded(StoreFixture.guid(1))
            #expect(try session.usage(ofProduct: key) == (0, 1))
            try session.put(.on(0), of: 0, user: 1, of: 1, in: catalog)
            try session.put(.on(0), of: 0, user: 2, of: 1, in: catalog)
            #expect(try session.usage(ofProduct: key) == (2, 1))
            try session.removeUsers([1], of: 1)
            #expect(try session.usage(ofProduct: key) == (1, 1))
            try session.removeAllSubscriptions()
            #expect(try session.usage(ofProduct: key) == (1, 0))
            try session.removeAllAssignments()
            #expect(try session.usage(ofProduct: key) == (0, 0))
            #expect(try session.usage(ofProduct: Array("unknown".utf8)) == (0, 0))
        }
    }

    @Test func allRulesCanBeRemoved() throws {
        try store.importing { session in
            try session.put([Rule(kind: .available, subject: "TEAMS", target: "IT", note: "")])
            #expect(try session.catalog().rules.count == 1)
            try session.removeAllRules()
        }
        #expect(try store.read { try $0.catalog() }.rules.isEmpty)
    }
}
