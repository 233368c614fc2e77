extension Deliberation {
    /// Calls `body` with the verdict on each row, by its number in the file, once no row is refused any more.
    ///
    /// - Parameter body: takes the verdicts.
    /// - Returns: how much changes.
    func forEachVerdict(_ body: (_ row: Int, Judgement.Verdict) -> Void) -> Judgement.ChangeCounts {
        var counts = Judgement.ChangeCounts()
        var lastUser = -1
        for lane in fold.lanes {
            if lane.before != lane.after {
                counts.take(lane, isNewUser: lane.user != lastUser)
                lastUser = lane.user
            }
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
        return counts
    }

    private static func status(flips: Places, flippedLater: Places, differences: Places) -> RowStatus {
        if !flips.subtracting(flippedLater).intersection(differences).isEmpty { return .ready }
        return flips.intersection(flippedLater).isEmpty ? .unchanged : .superseded
    }
}
