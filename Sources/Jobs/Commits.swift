import Licensing
import Synchronization

/// The changes of a judged manifest on their way into the directory, customer by customer.
struct Commits: Sendable {
    private let judging: Judging
    private let done: Set<Int>
    private let job: String
    private let writer: any DirectoryWriter
    private let clock: StageClock
    private let progress: @Sendable (_ done: Int, _ total: Int) throws -> Void
    private let committed: @Sendable (CustomerOutcome) -> Void

    /// Changes committed together at most, unless one customer alone has more.
    private static let changesPerTransaction = 20_000

    /// Something kept the run from going on to its end.
    struct EndedEarly: Error {
        let cause: RunReport.Stop
        /// By position in the table of customers; they are as they were before the job.
        let customersNotReached: [Int]
    }

    /// - Parameters:
    ///   - judging: what there is to change.
    ///   - done: customers that are committed already, by position in their table.
    ///   - job: the id of the job that does it.
    ///   - writer: the directory's.
    ///   - clock: is told how long it took.
    ///   - progress: is told how many customers are done, now and then also in the middle of one; throws `Interrupted` to
    ///     stop, which takes back what is not committed.
    ///   - committed: is told of each customer that is.
    init(
        _ judging: Judging,
        besides done: Set<Int>,
        job: String,
        writer: any DirectoryWriter,
        clock: StageClock,
        progress: @escaping @Sendable (_ done: Int, _ total: Int) throws -> Void,
        committed: @escaping @Sendable (CustomerOutcome) -> Void
    ) {
        self.judging = judging
        self.done = done
        self.job = job
        self.writer = writer
        self.clock = clock
        self.progress = progress
        self.committed = committed
    }

    /// Commits everything on one thread, while another runs `body`.
    ///
    /// - Parameter body: when it fails, no further customer is begun; calls what it is given to learn whether its work is
    ///   still wanted.
    /// - Throws: `EndedEarly`, for the trouble of either.
    func run(beside body: @Sendable (_ checkThatItIsWanted: @Sendable () throws -> Void) throws -> Void) throws {
        let trouble = Mutex<(any Error)?>(nil)
        let endedEarly = Mutex<EndedEarly?>(nil)
        try Workers(2).run { worker in
            if worker == 0 {
                do {
                    try run { if let trouble = trouble.withLock({ $0 }) { throw trouble } }
                } catch let early as EndedEarly {
                    endedEarly.withLock { $0 = early }
                }
            } else {
                do {
                    try body { if let early = endedEarly.withLock({ $0 }) { throw early } }
                } catch {
                    trouble.withLock { $0 = error }
                }
            }
        }
        if let early = endedEarly.withLock({ $0 }) { throw early }
        if let trouble = trouble.withLock({ $0 }) {
            throw EndedEarly(cause: RunReport.Stop(trouble), customersNotReached: [])
        }
    }

    /// Commits in the order of the store's keys, small customers together.
    ///
    /// - Parameter check: throws to have nothing more begun.
    /// - Throws: `EndedEarly`.
    func run(checking check: () throws -> Void = {}) throws {
        let entries = judging.manifest.customers
        let order = entries.indices.filter { !done.contains($0) }
            .sorted { entries[$0].number < entries[$1].number }
        let outcomes = CustomerOutcomes(judging)
        var reached = 0
        do {
            while reached < order.count {
                try check()
                let batch = batch(of: order[reached...])
                let changes = batch.map { customer in
                    let changes = judging.customers[customer].changes
                    return CustomerChanges(
                        customer: entries[customer].number,
                        changes: changes,
                        lines: changes.map { Int(judging.manifest.rows[$0.row].line) },
                        outcome: outcomes.outcome(of: customer)
                    )
                }
                try clock.time(.apply) {
                    try writer.commit(changes, of: job, catalog: judging.manifest.catalog) {
                        try progress(done.count + reached, entries.count)
                    }
                }
                reached += batch.count
                for change in changes { committed(change.outcome) }
                try progress(done.count + reached, entries.count)
            }
        } catch  where reached < order.count {
            throw EndedEarly(cause: RunReport.Stop(error), customersNotReached: Array(order[reached...]))
        } catch {
            // Whoever wants to stop comes too late: all is done.
        }
    }

    /// The customers to be committed next, at least one.
    private func batch(of waiting: ArraySlice<Int>) -> ArraySlice<Int> {
        var changes = 0
        return waiting.prefix { customer in
            let isFirst = changes == 0
            changes += judging.customers[customer].changes.count
            return isFirst || changes <= Self.changesPerTransaction
        }
    }
}
