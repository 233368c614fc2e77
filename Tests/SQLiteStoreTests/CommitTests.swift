import Dispatch
import Jobs
import Testing

@testable import Licensing
@testable import SQLiteStore

@Suite("Committing what a job changes")
struct CommitTests {
    private let fixture: StoreFixture
    private let store: SQLiteStore
    private let catalog: Catalog
    private static let all = Places.all(planCount: 3)

    init() throws {
        fixture = try StoreFixture()
        store = try fixture.openFilled()
        try store.importing { session in
            let catalog = try session.catalog()
            try session.put(Self.all, of: 0, user: 1, of: 1, in: catalog)
            try session.put(.on(0), of: 0, user: 2, of: 1, in: catalog)
        }
        catalog = try store.read { try $0.catalog() }
    }

    private static let job = JobRecord(
        id: "2026-11-22-1",
        manifest: "m.csv",
        digest: "00",
        rows: 4,
        atomicity: .user,
        options: JobOptions(out: "/out"),
        plan: nil,
        actor: "ops@host",
        startedAt: 1_700_000_000.25,
        finishedAt: nil,
        state: .running,
        statuses: [:]
    )

    private func changes(_ changes: [Judgement.Change], customer: Int = 1, id: String = "Contoso-Id") -> CustomerChanges
    {
        let outcome = CustomerOutcome(
            customerID: id,
            applied: changes.count,
            unchanged: 0,
            superseded: 0,
            refused: 1,
            drifted: 7,
            usersChanged: 1
        )
        return CustomerChanges(
            customer: customer,
            changes: changes,
            lines: changes.map { $0.row + 2 },
            outcome: outcome
        )
    }

    private static func change(_ user: Int, _ product: Int, from before: Places, to after: Places) -> Judgement.Change {
        Judgement.Change(user: user, product: product, before: before, after: after, row: user)
    }

    private func commit(_ changes: [CustomerChanges]) throws {
        try store.write(purpose: "seatwise apply") { writer in
            if try writer.read({ try $0.jobs() }).isEmpty { try writer.begin(Self.job) }
            try writer.commit(changes, of: Self.job.id, catalog: catalog) {}
        }
    }

    @Test func changesAreWrittenWithTheirOutcome() throws {
        let change = changes([
            Self.change(1, 0, from: Self.all, to: Places()),
            Self.change(1, 1, from: Places(), to: .on(0)),
            Self.change(2, 0, from: .on(0), to: .on(0, 2)),
            Self.change(3, 0, from: Places(), to: .held),
        ])
        try commit([change])
        #expect(
            try store.assignments() == [
                Holding(user: 1, product: 1, places: .on(0)),
                Holding(user: 2, product: 0, places: .on(0, 2)),
                Holding(user: 3, product: 0, places: .held),
            ]
        )
        #expect(try store.read { try $0.outcomes(of: Self.job.id) } == [change.outcome])
        #expect(try store.read { try $0.outcomes(of: "another") } == [])
    }

    static let misjudged = [
        change(1, 0, from: .on(0), to: Places()),
        change(1, 0, from: .on(0), to: .on(1)),
        change(1, 0, from: Places(), to: .on(1)),
        change(3, 0, from: all, to: Places()),
        change(3, 0, from: all, to: .on(1)),
    ]

    @Test(arguments: misjudged.indices)
    func whatWasJudgedOnAnotherStateIsRefusedWhole(index: Int) throws {
        let before = try store.assignments()
        let error = try #require(throws: StoreError.self) {
            try commit([
                changes([Self.change(2, 1, from: Places(), to: .on(0)), Self.misjudged[index]])
            ])
        }
        #expect(error.code == .other)
        #expect(error.message.contains("changed while it was being written"))
        #expect(try store.assignments() == before)
        #expect(try store.read { try $0.outcomes(of: Self.job.id) }.isEmpty)
    }

    @Test func plansThatAProductNoLongerHasAreNoObstacle() throws {
        try store.importing { try $0.put(Array(StoreFixture.lines.prefix(2))) }
        let catalog = try store.read { try $0.catalog() }
        try store.write(purpose: "seatwise apply") { writer in
            try writer.begin(Self.job)
            let change = Self.change(2, 0, from: .on(0), to: .on(0, 1))
            try writer.commit([changes([change])], of: Self.job.id, catalog: catalog) {}
        }
        #expect(try store.assignments().last == Holding(user: 2, product: 0, places: .on(0, 1)))
    }

    @Test func aReaderKeepsItsStateWhileOthersCommit() throws {
        try store.read { reader in
            try commit([changes([Self.change(1, 0, from: Self.all, to: Places())])])
            var users: [Int] = []
            try reader.forEachAssignment(of: 1, in: catalog) { user, _, _ in users.append(user) }
            #expect(users == [1, 2])
        }
        #expect(try store.assignments().map(\.user) == [2])
    }

    @Test func noReaderSeesHalfOfACommit() throws {
        let holders = Outcomes()
        DispatchQueue.concurrentPerform(iterations: 2) { side in
            for round in 0..<100 {
                if side == 0 {
                    holders.record { try store.assignments().count }
                } else {
                    holders.record {
                        let (from, to) = round % 2 == 0 ? (1, 3) : (3, 1)
                        let swap = [
                            Self.change(from, 0, from: Self.all, to: Places()),
                            Self.change(to, 0, from: Places(), to: Self.all),
                        ]
                        try commit([changes(swap.sorted { $0.user < $1.user }, id: "round \(round)")])
                        return 2
                    }
                }
            }
        }
        #expect(holders.values == [Int](repeating: 2, count: 200))
    }

    @Test func aJobIsKeptFromBeginningToEnd() throws {
        var later = Self.job
        try store.write(purpose: "seatwise apply") { writer in
            try writer.begin(Self.job)
            #expect(try store.read { try $0.jobs() } == [Self.job])
            later.finishedAt = 1_700_000_001.5
            later.state = .completedWithErrors
            later.statuses = [.applied: 3, .refused: 1, .failed: 0]
            try writer.update(later)
            try writer.begin(
                JobRecord(
                    id: "2026-11-22-0",
                    manifest: "-",
                    digest: "",
                    rows: 0,
                    atomicity: .file,
                    options: JobOptions(out: "/out"),
                    plan: nil,
                    actor: "ops@host",
                    startedAt: 0,
                    finishedAt: nil,
                    state: .failed,
                    statuses: [:]
                )
            )
        }
        // The one begun last comes first, whatever its id says: a clock may be set back.
        #expect(try store.read { try $0.jobs() }.map(\.id) == ["2026-11-22-0", "2026-11-22-1"])
        #expect(try store.read { try $0.jobs() }.last == later)
    }

    @Test func aJobThatTheStoreDoesNotKnowCannotCommit() throws {
        #expect(throws: StoreError.self) {
            try store.write(purpose: "seatwise apply") { try $0.commit([], of: "unknown", catalog: catalog) {} }
        }
    }

    @Test func whatIsCommittedSurvivesAPowerLoss() throws {
        try store.write(purpose: "seatwise apply") { writer in
            let writer = try #require(writer as? StoreWriter)
            try writer.transaction { connection in
                let pragmas = ["synchronous", "journal_mode", "page_size", "foreign_keys"]
                let values = try pragmas.map { try connection.firstRow("PRAGMA \($0)") { $0.text(0) } }
                #expect(values == ["2", "wal", "\(Schema.pageSize)", "1"])
            }
        }
    }
}
