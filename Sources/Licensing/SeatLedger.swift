/// Who of some users newly takes seats of the customer's products (SPEC 5, step 4).
struct SeatLedger: Sendable {
    /// By product: how many more users hold it once the standing rows are applied.
    private(set) var moreHolders: [Int]
    /// By product: users who hold it then and did not before.
    private(set) var newHolders: [Int]
    /// A row that is or was the cause of a new holding, with its lane.
    struct Claim: Sendable {
        fileprivate let rowIndex: Int32
        fileprivate let laneNumber: Int32
        /// The row's slot in a lane of its own; -1 where there are others.
        fileprivate let onlySlot: Int32
        var row: Int { Int(rowIndex) }
        var lane: Int { Int(laneNumber) }

        fileprivate init(row: Int, lane number: Int, _ lane: Lane) {
            rowIndex = Int32(row)
            laneNumber = Int32(number)
            onlySlot = lane.hasOneRow ? Int32(lane.slots.lowerBound) : -1
        }

        /// Whether the row is the cause still.
        fileprivate func holds(in fold: Fold) -> Bool {
            // Alone in its lane it is while it stands, which is told without a look at the lane, far away in memory.
            onlySlot >= 0 ? fold.stands(at: Int(onlySlot)) : fold.heldCause(lane) == row
        }
    }

    /// By product: the claims on its seats, the row furthest down on top.
    ///
    /// Made when first needed; what has become stale is skipped when it comes to the top.
    private var claims: [ClaimHeap]?
    /// Products of lanes that were counted since the seats were last looked at: no other can have become short of them.
    private var touched: [Int] = []
    /// By product: whether it is among them.
    private var isTouched: [Bool]

    init(productCount: Int) {
        moreHolders = [Int](repeating: 0, count: productCount)
        newHolders = moreHolders
        isTouched = [Bool](repeating: false, count: productCount)
    }

    /// Takes note that a lane which led to `previous` now leads to its `after`.
    mutating func count(_ lane: Lane, replacing previous: Places) {
        let change = (lane.after.isHeld ? 1 : 0) - (previous.isHeld ? 1 : 0)
        moreHolders[lane.product] += change
        if !lane.before.isHeld { newHolders[lane.product] += change }
        if !isTouched[lane.product] {
            isTouched[lane.product] = true
            touched.append(lane.product)
        }
    }

    /// Takes note of the row that now is the cause of a lane's new holding.
    mutating func offer(_ lane: Int, in fold: Fold) {
        guard claims != nil, let cause = fold.heldCause(lane) else { return }
        claims?[fold.lanes[lane].product].push(Claim(row: cause, lane: lane, fold.lanes[lane]))
    }

    /// The products that lanes touched since this was last asked.
    ///
    /// A product that no lane touched is as it was then, and then nothing of it was left to refuse: whatever was refused
    /// touches its product again. So a chain of a thousand refusals looks at a thousand products, not at all products a
    /// thousand times.
    mutating func takeTouched() -> [Int] {
        for product in touched { isTouched[product] = false }
        defer { touched.removeAll(keepingCapacity: true) }
        return touched
    }

    /// The claim of the row furthest down among the causes of new holdings of a product; it is given once only.
    mutating func takeClaim(of product: Int, in fold: Fold) -> Claim? {
        var claims = self.claims ?? Self.claims(in: fold, productCount: newHolders.count)
        self.claims = nil
        defer { self.claims = claims }
        while let claim = claims[product].pop() {
            // The same row may have been offered twice.
            while claims[product].top?.row == claim.row { _ = claims[product].pop() }
            if claim.holds(in: fold) { return claim }
        }
        return nil
    }

    /// Takes back a claim that was given and whose row is not refused.
    mutating func giveBack(_ claim: Claim, of product: Int) {
        claims?[product].push(claim)
    }

    private static func claims(in fold: Fold, productCount: Int) -> [ClaimHeap] {
        var claims = [ClaimHeap](repeating: ClaimHeap(), count: productCount)
        for (number, lane) in fold.lanes.enumerated() {
            if let cause = fold.heldCause(number) { claims[lane.product].push(Claim(row: cause, lane: number, lane)) }
        }
        return claims
    }
}

/// A binary heap of claims, that of the row furthest down the file on top.
private struct ClaimHeap {
    private var claims: [SeatLedger.Claim] = []

    var top: SeatLedger.Claim? { claims.first }

    mutating func push(_ claim: SeatLedger.Claim) {
        claims.append(claim)
        var child = claims.count - 1
        while child > 0, claims[(child - 1) / 2].row < claims[child].row {
            claims.swapAt((child - 1) / 2, child)
            child = (child - 1) / 2
        }
    }

    mutating func pop() -> SeatLedger.Claim? {
        guard let top, let last = claims.popLast() else { return nil }
        guard !claims.isEmpty else { return top }
        claims[0] = last
        var parent = 0
        while parent * 2 + 1 < claims.count {
            var child = parent * 2 + 1
            if child + 1 < claims.count, claims[child + 1].row > claims[child].row { child += 1 }
            if claims[parent].row >= claims[child].row { break }
            claims.swapAt(parent, child)
            parent = child
        }
        return top
    }
}
