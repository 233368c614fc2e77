/// Who of some users newly takes seats of the customer's products (SPEC 5, step 4).
struct SeatLedger: Sendable {
    /// By product: how many more users hold it once the standing rows are applied.
    private(set) var moreHolders: [Int]
    /// By product: users who hold it then and did not before.
    private(set) var newHolders: [Int]
    /// By product: how many rows were refused for want of a seat.
    private(set) var short: [Int]
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
        short = moreHolders
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

    /// Moves the products that lanes touched since this was last asked into `products`, in place of what is there.
    ///
    /// A product that no lane touched is as it was then, and then nothing of it was left to refuse: whatever was refused
    /// touches its product again. So a chain of a thousand refusals looks at a thousand products, not at all products a
    /// thousand times.
    mutating func takeTouched(_ products: inout [Int]) {
        for product in touched { isTouched[product] = false }
        products.removeAll(keepingCapacity: true)
        swap(&products, &touched)
    }

    /// How many rows of a product are to be refused when `others` holds what other users add to both numbers.
    func excess(
        of product: Int,
        in snapshot: Snapshot,
        others: (newHolders: Int, moreHolders: Int) = (0, 0)
    ) -> Int {
        let new = newHolders[product] + others.newHolders
        let all = snapshot.holders[product] + moreHolders[product] + others.moreHolders
        return min(new, all - (snapshot.seats[product] ?? 0))
    }

    mutating func countShort(of product: Int) { short[product] += 1 }

    /// Makes the claims, unless they are made already.
    mutating func makeClaims(in fold: Fold) {
        guard claims == nil else { return }
        var claims = [ClaimHeap](repeating: ClaimHeap(), count: newHolders.count)
        for (number, lane) in fold.lanes.enumerated() {
            if let cause = fold.heldCause(number) { claims[lane.product].fill(Claim(row: cause, lane: number, lane)) }
        }
        self.claims = claims
    }

    /// The rows of all claims on a product, in no order; nil once some may be stale.
    func freshRows(of product: Int) -> [Int32]? {
        guard let claims, claims[product].isFresh else { return nil }
        return claims[product].rows
    }

    /// Takes of some products all claims of rows at or behind a row, in the order of lanes; only while `freshRows` says
    /// something.
    ///
    /// - Parameters:
    ///   - cuts: by product, the row; nil for those that are left alone.
    ///   - fold: whose lanes they are.
    /// - Returns: the claims.
    mutating func takeClaims(from cuts: [Int?], in fold: Fold) -> [Claim] {
        var taken: [Claim] = []
        for (number, lane) in fold.lanes.enumerated() {
            guard let cut = cuts[lane.product], let cause = fold.heldCause(number), cause >= cut else { continue }
            taken.append(Claim(row: cause, lane: number, lane))
        }
        for (product, cut) in cuts.enumerated() {
            if let cut { claims?[product].dropAll(from: cut) }
        }
        return taken
    }

    /// The claim of the row furthest down among the causes of new holdings of a product; it is given once only.
    mutating func takeClaim(of product: Int, in fold: Fold) -> Claim? {
        makeClaims(in: fold)
        guard var claims else { return nil }
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
}
