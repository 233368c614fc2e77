/// Steps 4 and 5 of SPEC 5: refuses rows for which a customer has no seat, until none is left to refuse.
///
/// Each round looks at all products in one state, and refuses of each the rows furthest down among the causes of new
/// holdings. Refused rows free seats and break rules, which the next round sees.
struct SeatAllocation {
    /// The customer's users.
    private let shares: [Share]
    private let snapshot: Snapshot
    /// By product: holders once the standing rows are applied.
    private(set) var holders: [Int]
    /// By product: how many rows were refused.
    private(set) var short: [Int]

    init(_ shares: [Share], snapshot: Snapshot, on spread: some Spreading) {
        self.shares = shares
        self.snapshot = snapshot
        holders = snapshot.holders
        short = holders
        if shares.count > 1 {
            while refuseRowsWithoutSeat(spread) {}
        } else if refuseRowsWithoutSeat(spread) {
            // The rounds behind the first, in which little is left to refuse, are its own.
            shares[0].change { $0.refuseRowsWithoutSeat() }
        }
        for product in holders.indices {
            holders[product] = shares.reduce(holders[product]) { $0 + $1.read { $0.seats.moreHolders[product] } }
            short[product] = shares.reduce(0) { $0 + $1.read { $0.seats.short[product] } }
        }
    }

    /// One round; false when there was nothing to refuse.
    private func refuseRowsWithoutSeat(_ spread: some Spreading) -> Bool {
        let over = takeTouched().compactMap { product in
            let excess = excess(of: product)
            return excess > 0 ? (product: product, count: excess) : nil
        }
        guard !over.isEmpty else { return false }
        // In the first round, which may refuse half a file, by the row from which on all fall; then one after the other.
        let count = over.reduce(0) { $0 + $1.count }
        let spread: any Spreading = count < Self.worthThreads ? OneAfterAnother() : spread
        _ = spread.map(shares.count) { share in shares[share].change { $0.makeClaims() } }
        let cuts = spread.map(over.count) { cut(over[$0].count, of: over[$0].product) }
        var cutOfProduct = [Int?](repeating: nil, count: holders.count)
        for (over, cut) in zip(over, cuts) { cutOfProduct[over.product] = cut }
        var refused = [[Claim]](repeating: [], count: shares.count)
        for (over, cut) in zip(over, cuts) where cut == nil { take(over.count, of: over.product, into: &refused) }
        _ = spread.map(shares.count) { [refused, cutOfProduct] number in
            shares[number].change { share in
                share.refuseForSeats(share.takeClaims(from: cutOfProduct) + refused[number])
            }
        }
        return true
    }

    /// A chain of swaps may refuse one row at a time, a hundred thousand times.
    private static let worthThreads = 4096

    private func takeTouched() -> [Int] {
        var products: [Int] = []
        for share in shares { products += share.change { $0.takeTouched() } }
        return Set(products).sorted()
    }

    private func excess(of product: Int) -> Int {
        let others = shares.dropFirst().reduce((newHolders: 0, moreHolders: 0)) { sum, share in
            share.read {
                (sum.newHolders + $0.seats.newHolders[product], sum.moreHolders + $0.seats.moreHolders[product])
            }
        }
        return shares[0].read { $0.seats.excess(of: product, in: snapshot, others: others) }
    }

    /// The row from which on all claims on a product are taken, when that is to be `count` of them; nil where claims may
    /// have become stale.
    private func cut(_ count: Int, of product: Int) -> Int? {
        var rows: [Int32] = []
        for share in shares {
            guard let more = share.read({ $0.seats.freshRows(of: product) }) else { return nil }
            rows += more
        }
        return Int(rows.furthest(count))
    }

    /// Takes the `count` rows furthest down among the causes of new holdings of a product.
    private func take(_ count: Int, of product: Int, into refused: inout [[Claim]]) {
        var next = shares.map { $0.change { $0.takeClaim(of: product) } }
        for taken in 1...count {
            var furthest: Int?
            for share in next.indices {
                guard let claim = next[share] else { continue }
                if claim.row > furthest.flatMap({ next[$0]?.row }) ?? -1 { furthest = share }
            }
            guard let share = furthest, let claim = next[share] else { break }
            refused[share].append(claim)
            next[share] = taken < count ? shares[share].change { $0.takeClaim(of: product) } : nil
        }
        // What was looked at and not taken is a claim still.
        for (share, claim) in zip(shares, next) {
            if let claim { share.change { $0.seats.giveBack(claim, of: product) } }
        }
    }
}

extension [Int32] {
    /// The smallest of the `count` largest numbers, no two of which are the same; there must be as many.
    fileprivate func furthest(_ count: Int) -> Int32 {
        // The largest are sought in ever smaller ranges of numbers: at most 32 times through what is left of them.
        var (rest, wanted) = (self, count)
        var (low, high) = (Int32(0), Int32.max)
        while rest.count > wanted, low < high {
            let middle = low + (high - low) / 2
            let upper = rest.filter { $0 > middle }
            if upper.count >= wanted {
                (rest, low) = (upper, middle + 1)
            } else {
                wanted -= upper.count
                rest.removeAll { $0 > middle }
                high = middle
            }
        }
        return rest.min() ?? 0
    }
}
