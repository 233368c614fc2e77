import Foundation
import Jobs
import Licensing
import Testing

@testable import SQLiteStore

@Suite("Opening a store")
struct OpeningTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    private func failure(_ mode: SQLiteStore.Mode = .createIfMissing, _ name: String = "store.db") throws -> StoreError
    {
        try #require(throws: StoreError.self) { try fixture.open(mode, name) }
    }

    @Test func aMissingStoreIsNamedWithTheWayOut() throws {
        let error = try failure(.existing)
        #expect(error.code == .missing)
        let path = fixture.path()
        #expect(
            error.message
                == "no store at \(path): run `seatwise import FOLDER --store \(path)` first, or name another with --store"
        )
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func aMissingFolderIsNotMade() throws {
        #expect(try failure(.createIfMissing, "none/store.db").code == .missing)
        #expect(!FileManager.default.fileExists(atPath: fixture.path("none")))
    }

    @Test func aNewStoreIsForItsOwnerAlone() throws {
        _ = try fixture.openFilled()
        for name in ["store.db", "store.db.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: fixture.path(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func anEmptyFileBecomesAStoreOnlyWhenOneMayBeMade() throws {
        try Data().write(to: URL(filePath: fixture.path()))
        #expect(try failure(.existing).code == .missing)
        _ = try fixture.open(.createIfMissing)
        _ = try fixture.open(.existing)
    }

    @Test(arguments: ["customer,user,product,action\n", "x", String(repeating: "no database. ", count: 9_000)])
    func aTextFileIsForeignAndStaysAsItIs(text: String) throws {
        let before = Data(text.utf8)
        try before.write(to: URL(filePath: fixture.path()))
        for mode in [SQLiteStore.Mode.existing, .createIfMissing] {
            #expect(try failure(mode).code == .foreign)
        }
        #expect(try Data(contentsOf: URL(filePath: fixture.path())) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path) == ["store.db"])
    }

    @Test func aDatabaseOfAnotherProgramIsForeignAndStaysAsItIs() throws {
        _ = try fixture.openFilled()
        try keepOnlyTheStore()
        // The application id in the head of an SQLite file.
        try fixture.overwrite(at: 68, with: [0, 0, 0, 0])
        let before = try Data(contentsOf: URL(filePath: fixture.path()))
        for mode in [SQLiteStore.Mode.existing, .createIfMissing] {
            let error = try failure(mode)
            #expect(error.code == .foreign)
            #expect(error.message.contains("a database of another program"))
        }
        #expect(try Data(contentsOf: URL(filePath: fixture.path())) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path) == ["store.db"])
    }

    @Test func aStoreOfAnOlderFormatIsLeftAlone() throws {
        _ = try fixture.openFilled()
        try fixture.overwrite(at: 60, with: [0, 0, 0, UInt8(Schema.version - 1)])
        let error = try failure(.existing)
        #expect(error.code == .older)
        #expect(error.message.contains("format \(Schema.version - 1), this one reads \(Schema.version)"))
    }

    @Test func aNewerStoreIsLeftAlone() throws {
        _ = try fixture.openFilled()
        try keepOnlyTheStore()
        // The user version in the head of an SQLite file.
        try fixture.overwrite(at: 60, with: [0, 0, 0, UInt8(Schema.version + 1)])
        let error = try failure(.existing)
        #expect(error.code == .newer)
        #expect(error.message.contains("format \(Schema.version + 1), this one reads \(Schema.version)"))
    }

    @Test func aStoreWhoseLogIsHalfBroughtInIsNotCalledDamaged() throws {
        let store = try fixture.openFilled()
        try store.read { reader in
            _ = try reader.customers()
            // While somebody reads, what is written stays in the log; it makes the file longer.
            try store.importing { session in
                for number in 1...2000 {
                    let line = ProductLine(
                        name: "Product \(number)",
                        partNumber: "PART_\(number)",
                        id: "id-\(number)",
                        planName: "PLAN_\(number)",
                        planID: "plan-\(number)",
                        friendlyName: "Plan \(number)"
                    )
                    try session.put([line])
                }
            }
            // The first page is in the file already, and says how many there are; the others are not.
            try fixture.overwrite(at: 28, with: [0, 0, 1, 0])
            let other = try fixture.open(.existing)
            #expect(try other.read { try $0.catalog().products.count } > 2000)
        }
    }

    @Test func aDamagedStoreIsCalledDamaged() throws {
        _ = try fixture.openFilled()
        try keepOnlyTheStore()
        try fixture.overwrite(at: 100, with: [UInt8](repeating: 0xA5, count: Schema.pageSize * 4))
        let error = try #require(throws: StoreError.self) {
            _ = try fixture.open(.existing).read { try $0.catalog() }
        }
        #expect(error.code == .corrupt)
    }

    @Test func aFolderIsNoStore() throws {
        let error = try #require(throws: StoreError.self) {
            try SQLiteStore.open(path: fixture.folder.path, mode: .createIfMissing)
        }
        #expect(error.code == .notPermitted)
        #expect(error.message.contains("is a folder"))
    }

    @Test func aPathBelowAFileIsNotPermitted() throws {
        try Data("x".utf8).write(to: URL(filePath: fixture.path("file")))
        for mode in [SQLiteStore.Mode.existing, .createIfMissing] {
            #expect(try failure(mode, "file/store.db").code == .notPermitted)
        }
    }

    @Test(arguments: ["with space.db", "100%.db", "what?.db", "a#b.db", "è.db", "it's.db"])
    func anyFileNameWillDo(name: String) throws {
        let store = try fixture.open(.createIfMissing, name)
        try store.importing { _ = try $0.put(StoreFixture.contoso) }
        #expect(try fixture.open(.existing, name).read { try $0.customers() }.count == 1)
        #expect(FileManager.default.fileExists(atPath: fixture.path(name)))
    }

    @Test(arguments: [false, true])
    func aStoreThatIsRemovedOrReplacedMeanwhileIsAnError(isReplaced: Bool) throws {
        let store = try fixture.openFilled()
        #expect(try store.read { try $0.customers() }.count == 1)
        try FileManager.default.removeItem(atPath: fixture.path())
        if isReplaced { try Data("something else".utf8).write(to: URL(filePath: fixture.path())) }
        #expect(throws: StoreError.self) { try store.read { try $0.customers() } }
        #expect(throws: StoreError.self) { try store.importing { try $0.removeAllRules() } }
        #expect(FileManager.default.fileExists(atPath: fixture.path()) == isReplaced)
    }

    @Test func twoWhoMakeTheSameStoreAtOnceBothGetIt() throws {
        let outcomes = Outcomes()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            outcomes.record { try fixture.open().read { try $0.customers().count } }
        }
        #expect(outcomes.values == [Int](repeating: 0, count: 8))
    }

    private func keepOnlyTheStore() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path) where name != "store.db" {
            try FileManager.default.removeItem(atPath: fixture.path(name))
        }
    }
}
