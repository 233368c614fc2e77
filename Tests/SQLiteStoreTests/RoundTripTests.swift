import Jobs
import Licensing
import Testing

@testable import SQLiteStore

@Suite("What is put into a store comes out again")
struct RoundTripTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    static let texts = [
        "plain", "'; DROP TABLE user; --", "\"quoted\" and 'single'", "nul\u{0}inside", "\u{0}", "line\r\nbreak",
        "=1+1",
        "caf\u{E9}", "cafe\u{301}", "\u{202E}rtl", "\u{200B}", "100%_?", "\u{1F469}\u{200D}\u{1F680}", "İstanbul",
        "\u{A0}",
        String(repeating: "long ", count: 4_000),
    ]

    @Test(arguments: texts)
    func textOfEveryKindSurvivesInEveryColumn(text: String) throws {
        let store = try fixture.open()
        let line = ProductLine(
            name: text,
            partNumber: text,
            id: text,
            planName: text,
            planID: text,
            friendlyName: text
        )
        let rule = Rule(kind: .conflicts, subject: text, target: text, note: text)
        let customer = Customer(number: 1, id: text, domain: text, name: text, country: text)
        let user = User(number: 1, principalName: text, id: text, location: Location(rawValue: 0x4445), name: text)
        try store.importing { session in
            try session.put([line])
            try session.put([rule])
            try session.put(user, of: try session.put(customer), isNew: true)
        }
        try record(job: text, in: store)
        let reopened = try fixture.open(.existing)
        try reopened.read { reader in
            let lines = try reader.productLines().map {
                [$0.name, $0.partNumber, $0.id, $0.planName, $0.planID, $0.friendlyName]
            }
            #expect(bytes(lines) == bytes([[String](repeating: text, count: 6)]))
            let rules = try reader.catalog().rules.map { [$0.subject, $0.target, $0.note] }
            #expect(bytes(rules) == bytes([[text, text, text]]))
            let customers = try reader.customers().map { [$0.id, $0.domain, $0.name, $0.country] }
            #expect(bytes(customers) == bytes([[text, text, text, text]]))
            var users: [[String]] = []
            try reader.forEachUser(of: 1) { users.append([$0.principalName, $0.id, $0.name]) }
            #expect(bytes(users) == bytes([[text, text, text]]))
            #expect(bytes(try reader.jobs().map { [$0.id, $0.manifest, $0.digest] }) == bytes([[text, text, text]]))
            #expect(bytes([try reader.outcomes(of: text).map(\.customerID)]) == bytes([[text]]))
            let key = KeyFolding.folded(text)
            #expect(try reader.customer(matching: key)?.number == 1)
            #expect(try reader.user(matching: key, of: 1)?.number == 1)
        }
    }

    /// Compared by bytes: to a String, two ways to write an accent are one.
    private func bytes(_ rows: [[String]]) -> [[[UInt8]]] {
        rows.map { $0.map { Array($0.utf8) } }
    }

    private func record(job id: String, in store: SQLiteStore) throws {
        try store.write(purpose: "seatwise apply") { writer in
            try writer.begin(
                JobRecord(
                    id: id,
                    manifest: id,
                    digest: id,
                    rows: 0,
                    atomicity: .row,
                    options: JobOptions(out: "/out"),
                    plan: nil,
                    actor: "ops@host",
                    startedAt: 0,
                    finishedAt: nil,
                    state: .running,
                    statuses: [:]
                )
            )
            let outcome = CustomerOutcome(
                customerID: id,
                applied: 1,
                unchanged: 2,
                superseded: 3,
                refused: 4,
                drifted: 7,
                usersChanged: 5
            )
            let catalog = try writer.read { try $0.catalog() }
            try writer.commit(
                [CustomerChanges(customer: 1, changes: [], lines: [], outcome: outcome)],
                of: id,
                catalog: catalog
            ) {
            }
            #expect(try writer.read { try $0.outcomes(of: id) } == [outcome])
        }
    }

    @Test func productsAndPlansKeepTheirOrderAndTheirOwnNames() throws {
        let store = try fixture.open()
        let lines =
            StoreFixture.lines + [
                // The same pair again, the same plan under another name, and a product without plans.
                StoreFixture.line("Office E3", "SPE_E3", product: 1, plan: "TEAMS_AGAIN", 12),
                StoreFixture.line("Visio", "VISIO", product: 2, plan: "Exchange Online", 11),
                ProductLine(name: "Bare", partNumber: "BARE", id: "Bare", planName: "", planID: "", friendlyName: ""),
            ]
        try store.importing { try $0.put(lines) }
        let catalog = try store.read { try $0.catalog() }
        #expect(catalog.products.map(\.partNumber) == ["SPE_E3", "VISIO", "BARE"])
        #expect(catalog.plans.map(\.name) == ["EXCHANGE", "TEAMS", "YAMMER"])
        #expect(catalog.products.map(\.plans) == [[0, 1, 2], [1, 0], []])
        #expect(catalog.products.map(\.planAliases) == [[:], [0: "Exchange Online"], [:]])
        #expect(try store.read { try $0.productLines() } == [0, 1, 2, 3, 5, 6].map { lines[$0] })
    }

    @Test func usersComeSortedByTheBytesOfTheirFoldedNames() throws {
        let store = try fixture.open()
        let names = ["Zoe@x", "anna@x", "Éric@x", "e\u{301}va@x", "~@x", "bruno@x"]
        try store.importing { session in
            let customer = try session.put(StoreFixture.contoso)
            for (number, name) in names.enumerated() {
                try session.put(StoreFixture.user(number + 1, name), of: customer, isNew: true)
            }
        }
        let keys = names.map { KeyFolding.folded($0) }.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(try store.users().map { KeyFolding.folded($0.principalName) } == keys)
    }

    @Test func theScanGivesFoldedNamesAndIDsOfEveryKind() throws {
        let store = try fixture.open()
        let ids = [
            StoreFixture.guid(7), StoreFixture.guid(8).uppercased(), "Employee-7", "", "",
            "0a1b2c3d-4e5f-6789-abcd-00000000000g",
        ]
        try store.importing { session in
            let customer = try session.put(StoreFixture.contoso)
            for (index, id) in ids.enumerated() {
                try session.put(StoreFixture.user(index + 1, "User\(index)@x", id: id), of: customer, isNew: true)
            }
        }
        var found: [(number: Int, location: Location, name: String, id: String)] = []
        try store.read { reader in
            try reader.forEachUserKey(of: 1, wantsGUIDs: true) { number, location, name, id in
                found.append((number, location, text(name), text(id)))
            }
        }
        #expect(found.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(found.map(\.name) == (0..<6).map { "user\($0)@x" })
        #expect(found.map(\.id) == ids.map { $0.lowercased() })
        #expect(found.allSatisfy { $0.location.code == "IT" })
        #expect(try store.users().map(\.id) == ids)
    }

    private func text(_ span: Span<UInt8>) -> String {
        span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    @Test func aUserIsFoundByIDBeforeName() throws {
        let store = try fixture.open()
        try store.importing { session in
            let customer = try session.put(StoreFixture.contoso)
            try session.put(StoreFixture.user(1, "twin", id: "one"), of: customer, isNew: true)
            try session.put(StoreFixture.user(2, "Other", id: "TWIN", location: .none), of: customer, isNew: true)
        }
        try store.read { reader in
            let twin = try reader.user(matching: Array("twin".utf8), of: 1)
            #expect(twin?.number == 2 && twin?.location == Location.none)
            #expect(try reader.user(matching: Array("other".utf8), of: 1)?.number == 2)
            #expect(try reader.user(matching: Array("one".utf8), of: 1)?.number == 1)
            #expect(try reader.user(matching: Array("nobody".utf8), of: 1) == nil)
            #expect(try reader.user(matching: Array("one".utf8), of: 2) == nil)
            #expect(try reader.users(numbered: [2, 9, 1], of: 1).map(\.number).sorted() == [1, 2])
            #expect(try reader.highestUserNumber(of: 1) == 2)
            #expect(try reader.highestUserNumber(of: 2) == 0)
        }
    }

    @Test func aCustomerIsFoundByIDBeforeDomain() throws {
        let store = try fixture.open()
        try store.importing { session in
            _ = try session.put(Customer(number: 0, id: "b", domain: "Twin", name: "", country: ""))
            _ = try session.put(Customer(number: 0, id: "TWIN", domain: "", name: "", country: ""))
            _ = try session.put(Customer(number: 0, id: "a", domain: "", name: "", country: ""))
        }
        try store.read { reader in
            let twin = try reader.customer(matching: Array("twin".utf8))
            #expect(twin?.id == "TWIN")
            #expect(try reader.customer(matching: Array("b".utf8))?.domain == "Twin")
            #expect(try reader.customer(matching: []) == nil)
            #expect(try reader.customers().map(\.id) == ["TWIN", "a", "b"])
        }
    }

    @Test func everyChoiceOfPlansSurvives() throws {
        let store = try fixture.openFilled()
        let choices = (0..<8).map { bits in
            (0..<3).filter { bits >> $0 & 1 == 1 }.reduce(into: Places.held) { $0.insert($1) }
        }
        try store.importing { session in
            let catalog = try session.catalog()
            for number in 4...11 {
                try session.put(StoreFixture.user(number, "u\(number)"), of: 1, isNew: true)
                try session.put(choices[number - 4], of: 0, user: number, of: 1, in: catalog)
            }
            try session.put(.held, of: 1, user: 4, of: 1, in: catalog)
        }
        var expected = choices.enumerated().map { Holding(user: $0.offset + 4, product: 0, places: $0.element) }
        expected.insert(Holding(user: 4, product: 1, places: .held), at: 1)
        #expect(try store.assignments() == expected)
        let seats = try store.read { try $0.subscriptions(of: 1, in: try $0.catalog()).map { [$0.product, $0.seats] } }
        #expect(seats == [[0, 25]])
    }
}
