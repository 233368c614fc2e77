import Foundation
import Jobs
import Synchronization
import Testing

@testable import SQLiteStore

@Suite("One writer at a time")
struct WriteLockTests {
    private let fixture: StoreFixture

    init() throws {
        fixture = try StoreFixture()
    }

    @Test(arguments: [false, true])
    func aSecondWriterIsToldWhoTheFirstIs(throughLink: Bool) throws {
        let first = try fixture.openFilled()
        if throughLink {
            let link = fixture.path("link.db")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: fixture.path())
        }
        let name = throughLink ? "link.db" : "store.db"
        let second = try fixture.open(.existing, name)
        let error = try #require(throws: StoreError.self) {
            try first.write(purpose: "seatwise apply") { _ in
                try second.write(purpose: "seatwise import") { _ in Issue.record("a second writer was let in") }
            }
        }
        #expect(error.code == .busy)
        let expected = try Regex(
            #"the store .*/\#(name) is being written by `seatwise apply` \(process \#(getpid())\) "#
                + #"since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: try again when it has ended, or --wait SECONDS for that"#
        )
        #expect(error.message.wholeMatch(of: expected) != nil, "\(error.message)")
    }

    @Test func oneThatWaitsComesNextOrIsToldInTheEnd() throws {
        let first = try fixture.openFilled()
        let (impatient, patient) = (
            try fixture.open(.existing, patience: 0.05), try fixture.open(.existing, patience: 60)
        )
        let hasEnded = Mutex(false)
        let group = DispatchGroup()
        try first.write(purpose: "seatwise apply") { _ in
            let error = try #require(throws: StoreError.self) {
                try impatient.write(purpose: "seatwise import") { _ in }
            }
            #expect(error.message.hasSuffix("UTC: wait for it to end and try again"))
            DispatchQueue.global().async(group: group) {
                // It does not matter whether it gets there before this one ends or after.
                #expect(throws: Never.self) {
                    try patient.write(purpose: "seatwise import") { _ in #expect(hasEnded.withLock { $0 }) }
                }
            }
            hasEnded.withLock { $0 = true }
        }
        group.wait()
    }

    @Test func theLockEndsWithTheWriterHoweverItEnds() throws {
        struct Stop: Error {}
        let store = try fixture.openFilled()
        #expect(throws: Stop.self) { try store.write(purpose: "seatwise apply") { _ in throw Stop() } }
        try store.write(purpose: "seatwise import") { _ in }
        #expect(try String(contentsOfFile: fixture.path("store.db.lock"), encoding: .utf8) == "")
    }

    @Test func aNoteLeftByADeadProcessHoldsNobodyUp() throws {
        let store = try fixture.openFilled()
        let note = Data("4711\n1700000000\nseatwise import\n".utf8)
        try note.write(to: URL(filePath: fixture.path("store.db.lock")))
        try store.write(purpose: "seatwise apply") { _ in }
    }

    @Test func whoHoldsItIsAskedOfTheKernel() throws {
        let store = try fixture.openFilled()
        // A process that there is, and that has nothing to do with it.
        let note = Data("1\n1700000000\nseatwise apply\n20260131-020000-0000001\n".utf8)
        try note.write(to: URL(filePath: fixture.path("store.db.lock")))
        #expect(store.currentWriter == nil)
        try store.write(purpose: "seatwise apply") { _ in
            #expect(store.currentWriter?.process == ProcessInfo.processInfo.processIdentifier)
            #expect(store.currentWriter?.purpose == "seatwise apply")
        }
        #expect(store.currentWriter == nil)
    }

    @Test func aLockFileThatIsALinkIsNotFollowed() throws {
        let store = try fixture.open()
        try "precious".write(toFile: fixture.path("other"), atomically: false, encoding: .utf8)
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path("store.db.lock"),
            withDestinationPath: fixture.path("other")
        )
        #expect(throws: StoreError.self) { try store.write(purpose: "seatwise import") { _ in } }
        #expect(try String(contentsOfFile: fixture.path("other"), encoding: .utf8) == "precious")
    }

    @Test func readersDoNotWaitForTheWriter() throws {
        let store = try fixture.openFilled()
        try store.importing { session in
            try session.removeAllSubscriptions()
            #expect(try store.read { try $0.customers() }.count == 1)
        }
    }

    @Test func theStoreIsOneFileOnceTheWriterIsDone() throws {
        let store = try fixture.openFilled()
        let log = fixture.path("store.db-wal")
        let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
        #expect(size ?? 0 == 0)
        #expect(try store.users().count == 3)
    }
}
