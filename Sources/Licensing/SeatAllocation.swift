/// Steps 4 and 5 of SPEC 5: refuses rows for which a customer has no seat, until none is left to refuse.
struct SeatAllocation {
    /// The customer's users.
    private let shares: [Share]
    private let snapshot: Snapshot
    /// By product: holders once the standing rows are applied.
    private(set) var holders: [Int]

    init(_ shares: [Share], snapshot: Snapshot, on spread: some Spreading) {
        self.shares = shares
        self.snapshot = snapshot
        holders = snapshot.holders
        while refuseRowsWithoutSeat(spread) {}
        for product in holders.indices {
            holders[product] = shares.reduce(holders[product]) { $0 + $1.read { $0.seats.moreHolders[product] } }
        }
    }

    /// Refuses, for all products at once, the rows that this state leaves without a seat; false when there are none.
    private func refuseRowsWithoutSeat(_ spread: some Spreading) -> Bool {
        var refused = [[SeatLedger.Claim]](repeating: [], count: shares.count)
        for product in takeTouched() {
            let newHolders = shares.reduce(0) { $0 + $1.read { $0.seats.newHolders[product] } }
            guard newHolders > 0 else { continue }
            let holders = shares.reduce(snapshot.holders[product]) { $0 + $1.read { $0.seats.moreHolders[product] } }
            let over = min(newHolders, holders - (snapshot.seats[product] ?? 0))
            if over > 0 { take(over, of: product, into: &refused) }
        }
        let count = refused.reduce(0) { $0 + $1.count }
        if count < Self.worthThreads {
            for (share, claims) in zip(shares, refused) where !claims.isEmpty {
                share.change { $0.refuseForSeats(claims) }
            }
        } else {
            _ = spread.map(shares.count) { [refused] number in
                shares[number].change { $0.refuseForSeats(refused[number]) }
            }
        }
        return count > 0
    }

    /// A chain of swaps may refuse one row at a time, a hundred thousand times.
    private static let worthThreads = 4096

    private func takeTouched() -> [Int] {
        let products = shares.flatMap { $0.change { $0.seats.takeTouched() } }
        return shares.count == 1 ? products : Set(products).sorted()
    }

    /// Takes the `count` rows furthest down among the causes of new holdings of a product.
    private func take(_ count: Int, of product: Int, into refused: inout [[SeatLedger.Claim]]) {
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
