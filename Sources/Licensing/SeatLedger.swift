/// The seats of one customer's products, and who newly takes them (SPEC 5, step 4).
struct SeatLedger {
    private let seats: [Int?]
    /// By product: holders once the standing rows are applied.
    private(set) var holders: [Int]
    /// By product: users who hold it then and did not before.
    private var newHolders: [Int]
    /// By product: rows that are or were causes of new holdings, the one furthest down on top.
    ///
    /// Made when first needed; what has become stale is skipped when it comes to the top.
    private var claims: [RowHeap]?
    /// Products of lanes that were counted since the seats were last looked at: no other can have become short of them.
    private var touched: [Int] = []
    /// By product: whether it is among them.
    private var isTouched: [Bool]

    init(snapshot: Snapshot) {
        seats = snapshot.seats
        holders = snapshot.holders
        newHolders = [Int](repeating: 0, count: snapshot.holders.count)
        isTouched = [Bool](repeating: false, count: snapshot.holders.count)
    }

    /// Takes note that a lane which led to `previous` now leads to its `after`.
    mutating func count(_ lane: Fold.Lane, replacing previous: Places) {
        let change = (lane.after.isHeld ? 1 : 0) - (previous.isHeld ? 1 : 0)
        holders[lane.product] += change
        if !lane.before.isHeld { newHolders[lane.product] += change }
        if !isTouched[lane.product] {
            isTouched[lane.product] = true
            touched.append(lane.product)
        }
    }

    /// Takes note of the row that now is the cause of the lane's new holding.
    mutating func offer(_ lane: Fold.Lane, cause: Int?) {
        if let cause { claims?[lane.product].push(cause) }
    }

    /// The rows that this state of the seats refuses, for all products at once, in no particular order.
    ///
    /// A product that no lane touched since the last call is as it was then, and then nothing of it was left to refuse:
    /// whatever was refused touches its product again. So a chain of a thousand refusals looks at a thousand products,
    /// not at all products a thousand times.
    mutating func rowsWithoutSeat(in fold: Fold) -> [Int] {
        var refused: [Int] = []
        for product in touched { isTouched[product] = false }
        let products = touched
        touched.removeAll(keepingCapacity: true)
        for product in products where newHolders[product] > 0 {
            let over = min(newHolders[product], holders[product] - (seats[product] ?? 0))
            if over > 0 { refused += takeFurthestDown(over, of: product, in: fold) }
        }
        return refused
    }

    private mutating func takeFurthestDown(_ count: Int, of product: Int, in fold: Fold) -> [Int] {
        var claims = self.claims ?? Self.claims(in: fold, productCount: holders.count)
        self.claims = nil
        var rows: [Int] = []
        while rows.count < count, let row = claims[product].pop() {
            if rows.last != row, fold.heldCause(fold.lane(of: row)) == row { rows.append(row) }
        }
        self.claims = claims
        return rows
    }

    private static func claims(in fold: Fold, productCount: Int) -> [RowHeap] {
        var claims = [RowHeap](repeating: RowHeap(), count: productCount)
        for (number, lane) in fold.lanes.enumerated() {
            if let cause = fold.heldCause(number) { claims[lane.product].push(cause) }
        }
        return claims
    }
}

/// A binary heap of rows, the one furthest down the file on top.
private struct RowHeap {
    private var rows: [Int] = []

    mutating func push(_ row: Int) {
        rows.append(row)
        var child = rows.count - 1
        while child > 0, rows[(child - 1) / 2] < rows[child] {
            rows.swapAt((child - 1) / 2, child)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> Int? {
        guard let top = rows.first, let last = rows.popLast() else { return nil }
        guard !rows.isEmpty else { return top }
        rows[0] = last
        var parent = 0
        while parent * 2 + 1 < rows.count {
            var child = parent * 2 + 1
            if child + 1 < rows.count, rows[child + 1] > rows[child] { child += 1 }
            if rows[parent] >= rows[child] { break }
            rows.swapAt(parent, child)
            parent = child
        }
        return top
    }
}
