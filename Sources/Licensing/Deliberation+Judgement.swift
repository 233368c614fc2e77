extension Deliberation {
    /// By slot of the fold: what becomes of the row, once no row is refused any more.
    func statuses() -> [RowStatus] {
        var statuses = [RowStatus](repeating: .refused, count: fold.codes.count)
        for lane in fold.lanes {
            let differences = lane.before.symmetricDifference(lane.after)
            // From the bottom up: the places that a standing row further down flipped again.
            var flippedLater = Places()
            for slot in lane.slots.reversed() where fold.stands(at: slot) {
                let flips = fold.flips(at: slot, in: lane)
                statuses[slot] = Self.status(flips: flips, flippedLater: flippedLater, differences: differences)
                flippedLater = flippedLater.union(flips)
            }
        }
        return statuses
    }

    private static func status(flips: Places, flippedLater: Places, differences: Places) -> RowStatus {
        if !flips.subtracting(flippedLater).intersection(differences).isEmpty { return .ready }
        return flips.intersection(flippedLater).isEmpty ? .unchanged : .superseded
    }
}
