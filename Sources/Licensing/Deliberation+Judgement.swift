extension Deliberation {
    /// Sums up: statuses, changes and shortages, once no row is refused any more.
    func judgement() -> Judgement {
        Judgement(
            verdicts: verdicts(),
            findings: findings.sorted { $0.row < $1.row },
            changes: changes(),
            shortages: shortages()
        )
    }

    private func verdicts() -> [Judgement.Verdict] {
        var verdicts = codes.map { Judgement.Verdict(status: .refused, codes: $0) }
        for lane in fold.lanes {
            let differences = lane.before.symmetricDifference(lane.after)
            // From the bottom up: the places that a standing row further down flipped again.
            var flippedLater = Places()
            for slot in lane.slots.reversed() where fold.stands(at: slot) {
                let flips = fold.flips(at: slot, in: lane)
                let row = fold.row(at: slot)
                verdicts[row].status = Self.status(flips: flips, flippedLater: flippedLater, differences: differences)
                verdicts[row].before = lane.before
                verdicts[row].after = lane.after
                flippedLater = flippedLater.union(flips)
            }
        }
        return verdicts
    }

    private static func status(flips: Places, flippedLater: Places, differences: Places) -> RowStatus {
        if !flips.subtracting(flippedLater).intersection(differences).isEmpty { return .ready }
        return flips.intersection(flippedLater).isEmpty ? .unchanged : .superseded
    }

    private func changes() -> [Judgement.Change] {
        fold.lanes.filter { $0.before != $0.after }
            .map { lane in
                Judgement.Change(
                    user: snapshot.users[lane.user].number,
                    product: lane.product,
                    before: lane.before,
                    after: lane.after
                )
            }
            .sorted { ($0.user, $0.product) < ($1.user, $1.product) }
    }

    private func shortages() -> [Judgement.Shortage] {
        var short = [Int](repeating: 0, count: snapshot.holders.count)
        for (index, row) in rows.enumerated() where codes[index].contains(.count) {
            short[judge.operations[row.operation].product] += 1
        }
        return short.indices.filter { short[$0] > 0 }.map { product in
            Judgement.Shortage(
                product: product,
                seats: snapshot.seats[product] ?? 0,
                inUse: seats.holders[product],
                short: short[product]
            )
        }
    }
}
