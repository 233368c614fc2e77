/// What changes for one user, being counted.
struct UserChange {
    private(set) var isAny = false
    private(set) var newHoldings = 0
    private(set) var lostHoldings = 0
    /// Number in the file.
    var firstRowThatRevokes = Int.max

    mutating func take(_ lane: Lane) {
        guard lane.before != lane.after else { return }
        isAny = true
        if lane.isLost { lostHoldings += 1 }
        if lane.after.isHeld, !lane.before.isHeld { newHoldings += 1 }
    }
}

extension Lane {
    /// Whether the user no longer holds the product.
    var isLost: Bool { before.isHeld && !after.isHeld }
}

extension Deliberation {
    /// Calls `body` with the verdict on each row, by its number in the file, once no row is refused any more.
    ///
    /// - Parameter body: takes the verdicts.
    /// - Returns: how much changes.
    func forEachVerdict(_ body: (_ row: Int, Judgement.Verdict) -> Void) -> Judgement.ChangeCounts {
        var counts = Judgement.ChangeCounts()
        for user in fold.users {
            var change = UserChange()
            for number in fold.lanes(of: user) { forEachVerdict(in: fold.lanes[number], &change, body) }
            counts.take(change, of: snapshot.users[user])
        }
        return counts
    }

    private func forEachVerdict(
        in lane: Lane,
        _ change: inout UserChange,
        _ body: (_ row: Int, Judgement.Verdict) -> Void
    ) {
        change.take(lane)
        let differences = lane.before.symmetricDifference(lane.after)
        // From the bottom up: the places that a standing row further down flipped again.
        var flippedLater = Places()
        for slot in lane.slots.reversed() {
            let row = fold.number(at: slot)
            guard fold.stands(at: slot) else {
                body(row, Judgement.Verdict(status: .refused, codes: fold.codes[slot], product: lane.product))
                continue
            }
            let flips = fold.flips(at: slot, in: lane)
            let status = Self.status(flips: flips, flippedLater: flippedLater, differences: differences)
            flippedLater = flippedLater.union(flips)
            if status == .ready, lane.isLost { change.firstRowThatRevokes = min(change.firstRowThatRevokes, row) }
            body(
                row,
                Judgement.Verdict(
                    status: status,
                    codes: [],
                    product: lane.product,
                    before: lane.before,
                    after: lane.after
                )
            )
        }
    }

    private static func status(flips: Places, flippedLater: Places, differences: Places) -> RowStatus {
        if !flips.subtracting(flippedLater).intersection(differences).isEmpty { return .ready }
        return flips.intersection(flippedLater).isEmpty ? .unchanged : .superseded
    }
}
