import Jobs
import Licensing
import SQLiteStore
import Testing

/// A customer's revision, and the catalog's, is another one if and only if something that counts was changed.
@Suite struct RevisionTests {
    private let fixture: StoreFixture
    private let store: SQLiteStore
    private static let fabrikam = Customer(number: 0, id: "fabrikam", domain: "f.example", name: "", country: "")

    init() throws {
        fixture = try StoreFixture()
        store = try fixture.openFilled()
        try store.importing { session in
            let customer = try session.put(Self.fabrikam)
            try session.put(StoreFixture.user(1, "eva@f.example"), of: customer, isNew: true)
            try session.put(.held, of: 0, user: 1, of: 1, in: try session.catalog())
        }
    }

    private func revisions() throws -> [Int?] {
        try store.read { try [$0.catalogRevision(), $0.revision(ofCustomer: 1), $0.revision(ofCustomer: 2)] }
    }

    /// Which of the catalog, the first and the second customer is changed by an import.
    private func changed(by body: (any DirectoryImport) throws -> Void) throws -> [Bool] {
        let before = try revisions()
        try store.importing(body)
        return zip(before, try revisions()).map { $0 != $1 }
    }

    @Test func anImportOfWhatIsThereChangesNothing() throws {
        let changed = try changed { session in
            try session.put(StoreFixture.lines)
            _ = try session.put(StoreFixture.contoso)
            for user in StoreFixture.users { try session.put(user, of: 1, isNew: false) }
            try session.put(seats: 25, of: 0, for: 1, in: try session.catalog())
            try session.removeAllAssignments()
            try session.put(.held, of: 0, user: 1, of: 1, in: try session.catalog())
        }
        #expect(changed == [false, false, false])
    }

    @Test func whatCountsForTheRowsOfACustomerIsNoticed() throws {
        let changes: [(any DirectoryImport) throws -> Void] = [
            { try $0.put(seats: 26, of: 0, for: 1, in: try $0.catalog()) },
            { try $0.put(seats: 1, of: 1, for: 1, in: try $0.catalog()) },
            { try $0.put(.on(1), of: 0, user: 1, of: 1, in: try $0.catalog()) },
            { try $0.put(.held, of: 0, user: 2, of: 1, in: try $0.catalog()) },
            { try $0.put(StoreFixture.user(3, "carla@contoso.example"), of: 1, isNew: false) },
            { try $0.put(StoreFixture.user(3, "other@contoso.example"), of: 1, isNew: false) },
            { try $0.put(StoreFixture.user(4, "dora@contoso.example"), of: 1, isNew: true) },
            { try $0.removeUsers([2], of: 1) },
            { try $0.removeAllAssignments() },
            { try $0.removeAllSubscriptions() },
            { session in
                let moved = Customer(number: 0, id: "Contoso-Id", domain: "c2.example", name: "", country: "IT")
                _ = try session.put(moved)
            },
        ]
        for (number, change) in changes.enumerated() {
            #expect(try changed(by: change) == [false, true, false], "change \(number)")
        }
    }

    @Test func theCatalogIsNoticed() throws {
        let rule = Rule(kind: .conflicts, subject: "EXCHANGE", target: "TEAMS", note: "")
        #expect(try changed { try $0.put([rule]) } == [true, false, false])
        #expect(try changed { try $0.put([rule]) } == [false, false, false])
        let line = StoreFixture.line("Visio", "VISIO", product: 2, plan: "YAMMER", 13)
        #expect(try changed { try $0.put([line]) } == [true, false, false])
        #expect(try changed { try $0.removeAllRules() } == [true, false, false])
    }

    @Test func aCustomerInPlaceOfOneThatWentHasAnotherRevision() throws {
        let before = try revisions()
        try store.importing { try $0.removeCustomers([2]) }
        #expect(try store.read { try $0.revision(ofCustomer: 2) } == nil)
        #expect(try store.importing { try $0.put(Self.fabrikam) } == 2)
        #expect(try store.read { try $0.revision(ofCustomer: 2) } != before[2])
    }

    @Test func anImportThatIsTakenBackChangesNothing() throws {
        struct Refused: Error {}
        let before = try revisions()
        #expect(throws: Refused.self) {
            try store.importing { session in
                try session.put(seats: 1, of: 0, for: 1, in: try session.catalog())
                throw Refused()
            }
        }
        #expect(try revisions() == before)
    }

    @Test func aStoreIsToldFromAnother() throws {
        let other = try fixture.open(.createIfMissing, "other.db")
        #expect(try store.read { try $0.directoryID() } == (try store.read { try $0.directoryID() }))
        #expect(try store.read { try $0.directoryID() } != (try other.read { try $0.directoryID() }))
    }
}
