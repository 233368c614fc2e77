/// Step 3 of SPEC 5: finds the rules that a user's rows would newly break, and the row to blame.
///
/// Of all rows blamed by any violation only the one furthest down is refused, and a violation blames that row just when
/// it is the furthest down that the violation blames. So each violation is asked for its furthest row alone.
struct UserCheck {
    /// The row to refuse, with a finding for each code of the violations that blame it.
    struct Blame {
        let row: Int
        let findings: [Finding]
    }

    struct Finding {
        let reason: Judgement.Finding.Reason
        let otherRow: Int?
    }

    private let rules: RuleBook
    private var onBefore: ItemSet
    private var onAfter: ItemSet
    private var row = -1
    private var findings: [Finding] = []
    /// Room for requirements, kept from user to user.
    private var candidates: [Int] = []

    init(rules: RuleBook) {
        self.rules = rules
        onBefore = ItemSet(count: rules.items.count)
        onAfter = onBefore
    }

    /// The row to refuse next, or nil when the user's rows that still stand break nothing.
    mutating func blame(user: Int, fold: Fold, snapshot: Snapshot) -> Blame? {
        let lanes = fold.lanes(of: user)
        guard lanes.contains(where: { fold.lanes[$0].before != fold.lanes[$0].after }) else { return nil }
        row = -1
        findings.removeAll(keepingCapacity: true)
        let location = snapshot.users[user].location
        if location == .none { checkLocationIsKnown(lanes, fold) }
        // Where no place that matters to rules changed, none can be newly broken.
        if lanes.contains(where: { touchesRules(fold.lanes[$0]) }) {
            findItemsOn(user: user, lanes, fold, snapshot)
            if location != .none { checkAvailability(at: location, lanes, fold) }
            checkConflicts(lanes, fold)
            checkRequirements(lanes, fold)
        }
        return row < 0 ? nil : Blame(row: row, findings: findings)
    }

    private func touchesRules(_ lane: Lane) -> Bool {
        !lane.before.symmetricDifference(lane.after).intersection(rules.ruledPositions[lane.product]).isEmpty
    }

    private mutating func findItemsOn(user: Int, _ lanes: Range<Int>, _ fold: Fold, _ snapshot: Snapshot) {
        onBefore.removeAll()
        onAfter.removeAll()
        // By index throughout: nothing is retained on the way.
        for index in snapshot.users[user].holdings {
            let holding = snapshot.holdings[index]
            let isTouched = lanes.contains { fold.lanes[$0].product == holding.product }
            rules.insertItems(on: holding.places, of: holding.product, into: &onBefore)
            if !isTouched { rules.insertItems(on: holding.places, of: holding.product, into: &onAfter) }
        }
        for lane in lanes {
            rules.insertItems(on: fold.lanes[lane].after, of: fold.lanes[lane].product, into: &onAfter)
        }
    }

    private mutating func checkLocationIsKnown(_ lanes: Range<Int>, _ fold: Fold) {
        var last = -1
        for lane in lanes {
            fold.lanes[lane].after.subtracting(fold.lanes[lane].before).forEachPosition {
                last = max(last, fold.cause(of: $0, in: lane))
            }
        }
        violation(blames: last, Finding(reason: .location, otherRow: nil))
    }

    private mutating func checkAvailability(at location: Location, _ lanes: Range<Int>, _ fold: Fold) {
        var blamed: [(row: Int, item: Int)] = []
        onAfter.forEach(in: rules.itemsProhibited(at: location)) { item in
            let last = lastCause(of: item, lanes, fold, in: Self.newPlaces)
            if last >= 0 { blamed.append((last, item)) }
        }
        for (row, item) in blamed {
            violation(blames: row, Finding(reason: .prohibited(UInt32(item)), otherRow: nil))
        }
    }

    private mutating func checkConflicts(_ lanes: Range<Int>, _ fold: Fold) {
        var pairs: [(item: Int, other: Int)] = []
        onAfter.forEach(notIn: onBefore) { item in
            for other in rules.conflicts[item] where onAfter.contains(other) {
                if item < other || onBefore.contains(other) { pairs.append((item, other)) }
            }
        }
        for (item, other) in pairs {
            let cause = lastCause(of: item, lanes, fold, in: Self.newPlaces)
            let otherCause = onBefore.contains(other) ? -1 : lastCause(of: other, lanes, fold, in: Self.newPlaces)
            let (mine, theirs) = cause >= otherCause ? (item, other) : (other, item)
            violation(
                blames: max(cause, otherCause),
                Finding(
                    reason: .conflict(UInt32(mine), other: UInt32(theirs)),
                    otherRow: Self.row(min(cause, otherCause))
                )
            )
        }
    }

    private mutating func checkRequirements(_ lanes: Range<Int>, _ fold: Fold) {
        // By index throughout: nothing is retained on the way.
        var candidates: [Int] = []
        swap(&candidates, &self.candidates)
        defer { swap(&candidates, &self.candidates) }
        candidates.removeAll(keepingCapacity: true)
        onAfter.forEach(notIn: onBefore) { item in
            for index in rules.requirementsOfItem[item].indices {
                candidates.append(rules.requirementsOfItem[item][index])
            }
        }
        onBefore.forEach(notIn: onAfter) { item in
            for index in rules.requirementsOnItem[item].indices {
                candidates.append(rules.requirementsOnItem[item][index])
            }
        }
        if candidates.count > 1 { candidates.sort() }
        for (place, number) in candidates.enumerated() where place == 0 || candidates[place - 1] != number {
            let item = rules.requirements[number].item
            guard onAfter.contains(item), !isMet(number, by: onAfter) else { continue }
            let wasOn = onBefore.contains(item)
            if wasOn, !isMet(number, by: onBefore) { continue }
            let cause = wasOn ? -1 : lastCause(of: item, lanes, fold, in: Self.newPlaces)
            let loss =
                rules.requirements[number].targets.map { lastCause(of: $0, lanes, fold, in: Self.lostPlaces) }.max()
                ?? -1
            violation(
                blames: max(cause, loss),
                Finding(reason: .requirement(UInt32(number)), otherRow: Self.row(min(cause, loss)))
            )
        }
    }

    private func isMet(_ requirement: Int, by items: ItemSet) -> Bool {
        for index in rules.requirements[requirement].targets.indices
        where items.contains(rules.requirements[requirement].targets[index]) {
            return true
        }
        return false
    }

    /// Takes note of a violation; of several with one code that blame the same row, the first explains it.
    private mutating func violation(blames candidate: Int, _ finding: Finding) {
        guard candidate >= row, candidate >= 0 else { return }
        if candidate > row {
            row = candidate
            findings.removeAll(keepingCapacity: true)
        }
        let code = finding.reason.code
        if !findings.contains(where: { $0.reason.code == code }) { findings.append(finding) }
    }

    /// The row furthest down among the causes of the places of `item` that `part` picks from each lane, or -1.
    private func lastCause(
        of item: Int,
        _ lanes: Range<Int>,
        _ fold: Fold,
        in part: (Lane) -> Places
    ) -> Int {
        var last = -1
        for lane in lanes {
            let places = part(fold.lanes[lane])
            guard !places.isEmpty else { continue }
            for index in rules.placesOfProduct[fold.lanes[lane].product] {
                let place = rules.places[index]
                guard place.item == item, places.contains(place.position) else { continue }
                last = max(last, fold.cause(of: place.position, in: lane))
            }
        }
        return last
    }

    private static func newPlaces(_ lane: Lane) -> Places { lane.after.subtracting(lane.before) }
    private static func lostPlaces(_ lane: Lane) -> Places { lane.before.subtracting(lane.after) }
    private static func row(_ row: Int) -> Int? { row < 0 ? nil : row }
}
