import Foundation
import Jobs
import Licensing
import SQLiteStore

/// A folder of its own for one test, and stores in it; gone when the test ends.
final class StoreFixture: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "seatwise-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String = "store.db") -> String {
        folder.appending(path: name).path
    }

    func open(
        _ mode: SQLiteStore.Mode = .createIfMissing,
        _ name: String = "store.db",
        patience: Double = 0
    ) throws -> SQLiteStore {
        try SQLiteStore.open(path: path(name), mode: mode, patience: patience)
    }

    /// A store with two products, one customer with 25 seats of the first, and three users.
    func openFilled() throws -> SQLiteStore {
        let store = try open()
        try store.importing { session in
            try session.put(Self.lines)
            let customer = try session.put(Self.contoso)
            for user in Self.users { try session.put(user, of: customer, isNew: true) }
            try session.put(seats: 25, of: 0, for: customer, in: try session.catalog())
        }
        return store
    }

    /// Changes bytes of a file, to make it one that somebody else wrote or that a disk damaged.
    func overwrite(_ name: String = "store.db", at offset: Int, with bytes: [UInt8]) throws {
        let url = URL(filePath: path(name))
        var data = try Data(contentsOf: url)
        data.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        try data.write(to: url)
    }

    static let lines = [
        line("Office E3", "SPE_E3", product: 1, plan: "EXCHANGE", 11),
        line("Office E3", "SPE_E3", product: 1, plan: "TEAMS", 12),
        line("Office E3", "SPE_E3", product: 1, plan: "YAMMER", 13),
        line("Visio", "VISIO", product: 2, plan: "TEAMS", 12),
    ]

    static func line(_ name: String, _ partNumber: String, product: Int, plan: String, _ planID: Int) -> ProductLine {
        ProductLine(
            name: name,
            partNumber: partNumber,
            id: guid(product),
            planName: plan,
            planID: guid(planID),
            friendlyName: "\(plan) in \(name)"
        )
    }

    static let contoso = Customer(
        number: 0,
        id: "Contoso-Id",
        domain: "Contoso.example",
        name: "Contoso S.p.A.",
        country: "IT"
    )

    static let users = [
        user(1, "anna@contoso.example"),
        user(2, "Bruno@Contoso.example"),
        user(3, "carla@contoso.example", location: .none),
    ]

    static func user(
        _ number: Int,
        _ principalName: String,
        id: String? = nil,
        location: Location = Location(rawValue: 0x4954)
    ) -> User {
        User(
            number: number,
            principalName: principalName,
            id: id ?? guid(100 + number),
            location: location,
            name: "User \(number)"
        )
    }

    static func guid(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "0a1b2c3d-4e5f-6789-abcd-" + String(repeating: "0", count: 12 - digits.count) + digits
    }
}

extension SQLiteStore {
    @discardableResult
    func importing<Outcome>(_ body: (any DirectoryImport) throws -> Outcome) throws -> Outcome {
        try write(purpose: "seatwise import") { try $0.importing(body) }
    }

    /// Everything that can be read of the first customer, to compare two states.
    func assignments(of customer: Int = 1) throws -> [Holding] {
        try read { reader in
            var found: [Holding] = []
            try reader.forEachAssignment(of: customer, in: try reader.catalog()) { user, product, places in
                found.append(Holding(user: user, product: product, places: places))
            }
            return found
        }
    }

    func users(of customer: Int = 1) throws -> [User] {
        try read { reader in
            var found: [User] = []
            try reader.forEachUser(of: customer) { found.append($0) }
            return found
        }
    }
}

extension UserBatch {
    mutating func append(_ user: User, of customer: Int, isNew: Bool) {
        let texts = [user.principalName, user.id, user.name].map { Array($0.utf8) }
        texts[0].withUnsafeBufferPointer { principalName in
            texts[1].withUnsafeBufferPointer { id in
                texts[2].withUnsafeBufferPointer { name in
                    append(
                        user.number,
                        of: customer,
                        isNew: isNew,
                        location: user.location,
                        principalNameKey: KeyFolding.folded(user.principalName),
                        principalName: principalName,
                        idKey: KeyFolding.folded(user.id),
                        id: id,
                        name: name
                    )
                }
            }
        }
    }
}

extension DirectoryImport {
    /// Puts one user alone.
    func put(_ user: User, of customer: Int, isNew: Bool) throws {
        var batch = UserBatch()
        batch.append(user, of: customer, isNew: isNew)
        try put(batch)
    }

    /// Puts one assignment alone.
    func put(_ places: Places, of product: Int, user: Int, of customer: Int, in catalog: Catalog) throws {
        var batch = AssignmentBatch()
        batch.append(AssignmentBatch.Row(customer: customer, user: user, product: product, places: places))
        try put(batch, in: catalog)
    }
}

/// One assignment as a reader gives it.
struct Holding: Hashable {
    let user: Int
    let product: Int
    let places: Places
}

extension Places {
    /// The product held with these of its plans enabled.
    static func on(_ positions: Int...) -> Places {
        var places = Places.held
        for position in positions { places.insert(position) }
        return places
    }
}
