/// The work of judging some users of a customer: which of their rows still stand, and where they lead.
///
/// Rows are known here by their index among the customer's rows, which is their order in the file. What the users do to
/// each other, through seats, is `SeatAllocation`'s.
struct Deliberation: Sendable {
    private let judge: Judge
    private let rows: [ResolvedRow]
    let snapshot: Snapshot
    private(set) var fold: Fold
    private(set) var findings: [Judgement.Finding] = []
    var seats: SeatLedger
    private var check: UserCheck
    /// By user, counted from the first: the first of its rows that a round refuses, -1 between rounds.
    private var firstRefused: [Int32] = []
    /// Room for the users of a round: a file may take a million of them.
    private var refusedUsers: [Int32] = []

    /// - Parameters:
    ///   - judge: whose rules count.
    ///   - rows: all of the customer's.
    ///   - codes: by row: what is wrong with it by itself, empty for those that stand so far.
    ///   - users: positions in `snapshot` of the users whose rows these are to be.
    ///   - snapshot: the customer's state.
    init(judge: Judge, rows: [ResolvedRow], codes: [Codes], users: Range<Int>, snapshot: Snapshot) {
        self.judge = judge
        self.rows = rows
        self.snapshot = snapshot
        check = UserCheck(rules: judge.rules)
        fold = Fold(rows: rows, codes: codes, users: users, judge: judge, snapshot: snapshot)
        seats = SeatLedger(productCount: snapshot.holders.count)
        for lane in fold.lanes { seats.count(lane, replacing: lane.before) }
        for user in users { checkUser(user) }
    }

    /// Step 3 for one user: refuses row after row until what is left stands.
    private mutating func checkUser(_ user: Int) {
        while let blame = check.blame(user: user, fold: fold, snapshot: snapshot) {
            let product = judge.operations[rows[blame.row].operation].product
            let lane = fold.lane(of: user, product)
            for finding in blame.findings {
                note(finding.reason, of: blame.row, otherRow: finding.otherRow)
                refuse(blame.row, in: lane, finding.reason.code)
            }
            if judge.atomicity == .user {
                refuseRest(of: user, because: blame.row)
                return
            }
        }
    }

    /// Makes the claims on seats, unless they are made already.
    mutating func makeClaims() {
        seats.makeClaims(in: fold)
    }

    /// The claim of the row furthest down among the causes of new holdings of a product; it is given once only.
    mutating func takeClaim(of product: Int) -> Claim? {
        seats.takeClaim(of: product, in: fold)
    }

    /// Takes of some products all claims of rows at or behind a row: see `SeatLedger`.
    mutating func takeClaims(from cuts: [Int?]) -> [Claim] {
        cuts.contains { $0 != nil } ? seats.takeClaims(from: cuts, in: fold) : []
    }

    /// The products that lanes touched since this was last asked.
    mutating func takeTouched() -> [Int] {
        var products: [Int] = []
        seats.takeTouched(&products)
        return products
    }

    /// Refuses rows without a seat, round after round, where these are all users that have a claim on seats.
    ///
    /// What a round needs is kept for the next: a file may take a million of them.
    mutating func refuseRowsWithoutSeat() {
        var products: [Int] = []
        var claims: [Claim] = []
        repeat {
            claims.removeAll(keepingCapacity: true)
            seats.takeTouched(&products)
            for product in products {
                let excess = seats.excess(of: product, in: snapshot)
                for _ in 0..<max(excess, 0) {
                    guard let claim = seats.takeClaim(of: product, in: fold) else { break }
                    claims.append(claim)
                }
            }
            refuseForSeats(claims)
        } while !claims.isEmpty
    }

    /// Refuses rows for which there is no seat, and checks their users again.
    mutating func refuseForSeats(_ claims: [Claim]) {
        if firstRefused.isEmpty { firstRefused = [Int32](repeating: -1, count: fold.users.count) }
        var users = refusedUsers
        refusedUsers = []
        for claim in claims {
            refuse(claim.row, in: claim.lane, .count)
            let (user, product) = (fold.lanes[claim.lane].user - fold.users.lowerBound, fold.lanes[claim.lane].product)
            seats.countShort(of: product)
            let first = firstRefused[user]
            if first < 0 { users.append(Int32(user)) }
            if first < 0 || claim.row < Int(first) { firstRefused[user] = Int32(claim.row) }
        }
        // In their own order many users are met faster.
        if users.count > fold.users.count / 8 {
            users.removeAll(keepingCapacity: true)
            for user in firstRefused.indices where firstRefused[user] >= 0 { users.append(Int32(user)) }
        }
        for number in users {
            let user = Int(number) + fold.users.lowerBound
            if judge.atomicity == .user { refuseRest(of: user, because: Int(firstRefused[Int(number)])) }
            firstRefused[Int(number)] = -1
            checkUser(user)
        }
        users.removeAll(keepingCapacity: true)
        refusedUsers = users
    }

    private mutating func refuseRest(of user: Int, because other: Int) {
        for lane in fold.lanes(of: user) {
            for slot in fold.lanes[lane].slots where fold.stands(at: slot) {
                let row = fold.row(at: slot)
                note(.userChange, of: row, otherRow: other)
                refuse(row, in: lane, .userChangeRefused)
            }
        }
    }

    private mutating func note(_ reason: Judgement.Finding.Reason, of row: Int, otherRow: Int?) {
        findings.append(
            Judgement.Finding(row: rows[row].row, reason: reason, otherRow: otherRow.map { rows[$0].row })
        )
    }

    private mutating func refuse(_ row: Int, in lane: Int, _ code: Codes) {
        let slot = fold.slot(of: row, in: lane)
        let stood = fold.stands(at: slot)
        let before = fold.lanes[lane].after
        fold.refuse(slot, in: lane, code, operations: judge.operations)
        guard stood else { return }
        seats.count(fold.lanes[lane], replacing: before)
        seats.offer(lane, in: fold)
    }
}
