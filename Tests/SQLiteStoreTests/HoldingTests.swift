import Jobs
import TestSupport
import Testing

@testable import Licensing
@testable import SQLiteStore

@Suite("Holdings in blocks, and users in rosters")
struct HoldingTests {
    private let fixture: StoreFixture
    private let store: SQLiteStore
    private let catalog: Catalog

    init() throws {
        fixture = try StoreFixture()
        store = try fixture.openFilled()
        catalog = try store.read { try $0.catalog() }
    }

    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 1 << 40])
    func aNumberIsReadAsItWasWritten(number: Int) throws {
        var bytes: [UInt8] = []
        bytes.append(number: number)
        bytes.append(7)
        var position = 0
        #expect(try bytes.span.number(at: &position) == number)
        #expect(position == bytes.count - 1)
    }

    @Test(arguments: [[0x80], [2], [3, 1], [3, 1, 2, 5], [UInt8](repeating: 0xFF, count: 20)])
    func bytesThatMakeNoSenseAreNotRead(bytes: [UInt8]) {
        #expect(throws: DamagedBlock.self) {
            var cursor = HoldingCursor(block: 0)
            while try cursor.next(in: bytes.span) != nil {}
        }
    }

    @Test func aDamagedBlockIsADamagedStore() throws {
        try store.importing { session in
            try session.put(.on(0), of: 0, user: 1, of: 1, in: catalog)
        }
        try store.write(purpose: "test") { writer in
            let writer = try #require(writer as? StoreWriter)
            try writer.transaction { _ = try $0.run("UPDATE holding SET holdings = x'03'") }
        }
        let error = try #require(throws: StoreError.self) { try store.assignments() }
        #expect(error.code == .corrupt)
    }

    /// Users on both sides of the border between two blocks, in any order, set and taken away, against a plain dictionary.
    @Test func whatIsSetIsWhatIsRead() throws {
        var random = SplitMix64(seed: 64)
        var model: [Int: Places] = [:]
        let choices: [Places] = [Places(), .held, .on(0), .on(1), .on(0, 1), .on(0, 1, 2)]
        try store.importing { session in
            let session = try #require(session as? StoreImport)
            var writer = HoldingWriter(session.connection, codec: session.codec(for: catalog))
            for _ in 0..<2000 {
                let (user, product) = (Int.random(in: 50..<80, using: &random), Int.random(in: 0..<2, using: &random))
                let places = choices[Int.random(in: 0..<(product == 0 ? 6 : 3), using: &random)]
                let expected = Bool.random(using: &random) ? model[user * 2 + product] ?? Places() : nil
                try writer.set(product, of: user, 1, to: places, expecting: expected)
                model[user * 2 + product] = places.isHeld ? places : nil
            }
            try writer.flush()
        }
        let expected = model.sorted { $0.key < $1.key }
            .map { Holding(user: $0.key / 2, product: $0.key % 2, places: $0.value) }
        #expect(try store.assignments() == expected)
    }

    @Test func theRosterSaysWhatAnImportHasDoneSoFar() throws {
        func names(_ reader: any DirectoryReader) throws -> [String] {
            var names: [String] = []
            try reader.forEachUserKey(of: 1, wantsGUIDs: false) { number, _, name, id in
                names.append("\(number) \(String(decoding: name)) \(String(decoding: id))")
            }
            return names
        }
        #expect(
            try store.read(names) == [
                "1 anna@contoso.example ", "2 bruno@contoso.example ", "3 carla@contoso.example ",
            ]
        )
        try store.importing { session in
            try session.put(StoreFixture.user(4, "Abel@contoso.example", id: "A-4"), of: 1, isNew: true)
            try session.removeUsers([2], of: 1)
            let expected = ["4 abel@contoso.example a-4", "1 anna@contoso.example ", "3 carla@contoso.example "]
            #expect(try names(session) == expected)
        }
        #expect(try store.read(names).first == "4 abel@contoso.example a-4")
        try store.importing { try $0.removeCustomers([1]) }
        #expect(try store.read(names).isEmpty)
    }

    /// Names of every length up to some hundred bytes, more than one page holds.
    @Test func aRosterOfManyPartsIsWhole() throws {
        try store.importing { session in
            for number in 4..<600 {
                let name = String(repeating: "x", count: number % 300) + "\(number)@contoso.example"
                try session.put(StoreFixture.user(number, name), of: 1, isNew: true)
            }
        }
        try store.read { reader in
            var fromRoster: [[UInt8]] = []
            var fromTable: [[UInt8]] = []
            try reader.forEachUserKey(of: 1, wantsGUIDs: false) { number, location, name, _ in
                fromRoster.append(Array("\(number) \(location.rawValue) \(String(decoding: name))".utf8))
            }
            try reader.forEachUserKey(of: 1, wantsGUIDs: true) { number, location, name, _ in
                fromTable.append(Array("\(number) \(location.rawValue) \(String(decoding: name))".utf8))
            }
            #expect(fromRoster == fromTable)
            #expect(fromRoster.count == 599)
        }
    }
}
