/// The work of judging one customer: which rows still stand, and where they lead.
///
/// Rows are known here by their index among the customer's rows, which is their order in the file.
struct Deliberation {
    let judge: Judge
    let rows: [ResolvedRow]
    let snapshot: Snapshot
    /// By row: why it is refused; empty while it stands.
    private(set) var codes: [Codes]
    private(set) var findings: [Judgement.Finding] = []
    var fold: Fold
    var seats: SeatLedger
    private var check: UserCheck

    init(judge: Judge, rows: [ResolvedRow], snapshot: Snapshot) {
        self.judge = judge
        self.rows = rows
        self.snapshot = snapshot
        codes = Self.codesOfRowsAlone(rows, judge: judge, snapshot: snapshot)
        check = UserCheck(rules: judge.rules)
        seats = SeatLedger(snapshot: snapshot)
        fold = Fold()
        if judge.atomicity == .user { refuseRestOfUsersWithRefusedRows() }
        fold = Fold(rows: rows, standing: codes.map(\.isEmpty), judge: judge, snapshot: snapshot)
        for lane in fold.lanes { seats.count(lane, replacing: lane.before) }
    }

    /// Step 1: what is wrong with each row by itself, `NoSubscription` last and alone.
    private static func codesOfRowsAlone(_ rows: [ResolvedRow], judge: Judge, snapshot: Snapshot) -> [Codes] {
        rows.map { row in
            let operation = judge.operations[row.operation]
            let codes = row.codes.union(operation.codes)
            guard codes.isEmpty, operation.isAssign, snapshot.seats[operation.product] == nil else { return codes }
            return snapshot.places(of: operation.product, user: row.user).isHeld ? [] : .noSubscription
        }
    }

    private mutating func refuseRestOfUsersWithRefusedRows() {
        var firstRefused = [Int](repeating: -1, count: snapshot.users.count)
        for (index, row) in rows.enumerated() where row.user >= 0 && !codes[index].isEmpty {
            if firstRefused[row.user] < 0 { firstRefused[row.user] = index }
        }
        for (index, row) in rows.enumerated() where row.user >= 0 && codes[index].isEmpty {
            guard firstRefused[row.user] >= 0 else { continue }
            codes[index] = .userChangeRefused
            note(index, .userChange, otherRow: firstRefused[row.user])
        }
    }

    /// Steps 2 to 5.
    mutating func checkUsersAndSeats() {
        for user in snapshot.users.indices { checkUser(user) }
        while true {
            let refused = seats.rowsWithoutSeat(in: fold)
            if refused.isEmpty { return }
            for row in refused { refuse(row, .count, .seats, otherRow: nil) }
            let firstRefused = Dictionary(refused.map { (rows[$0].user, $0) }, uniquingKeysWith: min)
            if judge.atomicity == .user {
                for (user, row) in firstRefused { refuseRest(of: user, because: row) }
            }
            for user in firstRefused.keys { checkUser(user) }
        }
    }

    /// Step 3 for one user: refuses row after row until what is left stands.
    private mutating func checkUser(_ user: Int) {
        while let blame = check.blame(user: user, fold: fold, snapshot: snapshot) {
            for (code, finding) in blame.findings {
                refuse(blame.row, code, finding.reason, otherRow: finding.otherRow)
            }
            if judge.atomicity == .user {
                refuseRest(of: user, because: blame.row)
                return
            }
        }
    }

    private mutating func refuseRest(of user: Int, because other: Int) {
        for lane in fold.lanes(of: user) {
            for slot in fold.lanes[lane].slots {
                let row = fold.row(at: slot)
                if codes[row].isEmpty { refuse(row, .userChangeRefused, .userChange, otherRow: other) }
            }
        }
    }

    private mutating func refuse(_ row: Int, _ code: Codes, _ reason: Judgement.Finding.Reason, otherRow: Int?) {
        note(row, reason, otherRow: otherRow)
        let stood = codes[row].isEmpty
        codes[row].insert(code)
        guard stood else { return }
        let lane = fold.lane(of: row)
        let before = fold.lanes[lane].after
        fold.refuse(row, operations: judge.operations, rows: rows)
        seats.count(fold.lanes[lane], replacing: before)
        seats.offer(fold.lanes[lane], cause: fold.heldCause(lane))
    }

    private mutating func note(_ row: Int, _ reason: Judgement.Finding.Reason, otherRow: Int?) {
        findings.append(
            Judgement.Finding(row: rows[row].row, reason: reason, otherRow: otherRow.map { rows[$0].row })
        )
    }
}
