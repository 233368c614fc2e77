extension Deliberation {
    /// Calls `body` with the verdict on each row, by its index among the rows given, once no row is refused any more.
    func forEachVerdict(_ body: (_ row: Int, Judgement.Verdict) -> Void) {
        for lane in fold.lanes {
            let differences = lane.before.symmetricDifference(lane.after)
            // From the bottom up: the places that a standing row further down flipped again.
            var flippedLater = Places()
            for slot in lane.slots.reversed() {
                let row = fold.row(at: slot)
                guard fold.stands(at: slot) else {
                    body(row, Judgement.Verdict(status: .refused, codes: fold.codes[slot], product: lane.product))
                    continue
                }
                let flips = fold.flips(at: slot, in: lane)
                let status = Self.status(flips: flips, flippedLater: flippedLater, differences: differences)
                flippedLater = flippedLater.union(flips)
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
    }

    private static func status(flips: Places, flippedLater: Places, differences: Places) -> RowStatus {
        if !flips.subtracting(flippedLater).intersection(differences).isEmpty { return .ready }
        return flips.intersection(flippedLater).isEmpty ? .unchanged : .superseded
    }

    /// How much changes.
    func changeCounts() -> Judgement.ChangeCounts {
        var counts = Judgement.ChangeCounts()
        var last = -1
        for lane in fold.lanes where lane.before != lane.after {
            if lane.user != last { counts.users += 1 }
            last = lane.user
            if lane.before.isHeld != lane.after.isHeld {
                counts.newHoldings += lane.after.isHeld ? 1 : 0
                counts.lostHoldings += lane.before.isHeld ? 1 : 0
            }
        }
        return counts
    }
}
