/// Where the standing rows of some users lead, product by product (SPEC 5, step 2).
///
/// Rows are laid out in slots, sorted by user, product and file order. The slots of one user and product are a lane.
/// A row acts on its own product alone, so a refusal touches one lane, and there only the steps from the refused one on
/// until they lead again to where they led before: a million refusals in one lane do not cost a million folds.
struct Fold: Sendable {
    /// Positions in the snapshot of the users whose rows these are.
    let users: Range<Int>
    private(set) var lanes: [Lane] = []
    /// By slot: why its row is refused; empty while it stands.
    private(set) var codes: [Codes]
    private var lanesByUser: [Int32] = [0]
    private var slots: [Slot] = []
    /// Of lanes of several rows: the places after each step; a refused row's step changes nothing.
    private var afterStep: [Places] = []
    /// Of lanes of several rows, by place: the slot of the last step that flipped it, or -1.
    private var causes: [Int32] = []
    private let planCounts: [Int]

    /// A standing row, with what is asked of it often: its own place in memory may be far away.
    private struct Slot {
        /// Its index among the customer's.
        let row: Int32
        let operation: UInt32
        /// Its number in the file.
        let number: UInt32
    }

    /// Lays out the rows of `users` among `rows` that stand by themselves, which is where `codes` is empty.
    init(rows: [ResolvedRow], codes ownCodes: [Codes], users: Range<Int>, judge: Judge, snapshot: Snapshot) {
        self.users = users
        planCounts = judge.planCounts
        codes = []
        let operations = judge.operations
        let starts = layOutByUser(rows, ownCodes)
        codes = [Codes](repeating: [], count: slots.count)
        lanesByUser.reserveCapacity(users.count + 1)
        lanes.reserveCapacity(slots.count)
        for user in users {
            let slots = Int(starts[user - users.lowerBound])..<Int(starts[user - users.lowerBound + 1])
            sortByProduct(slots, operations)
            var start = slots.lowerBound
            while start < slots.upperBound {
                let product = operations[operation(at: start)].product
                var end = start + 1
                while end < slots.upperBound, operations[operation(at: end)].product == product { end += 1 }
                let before = snapshot.places(of: product, user: user)
                appendLane(user: user, product: product, slots: start..<end, before: before, operations)
                start = end
            }
            lanesByUser.append(Int32(lanes.count))
        }
    }

    func lanes(of user: Int) -> Range<Int> {
        Int(lanesByUser[user - users.lowerBound])..<Int(lanesByUser[user - users.lowerBound + 1])
    }

    func row(at slot: Int) -> Int { Int(slots[slot].row) }
    func number(at slot: Int) -> Int { Int(slots[slot].number) }
    private func operation(at slot: Int) -> Int { Int(slots[slot].operation) }
    func stands(at slot: Int) -> Bool { codes[slot].isEmpty }

    func lane(of user: Int, _ product: Int) -> Int {
        Self.first(in: lanes(of: user)) { lanes[$0].product >= product }
    }

    /// Where a row of the lane stands.
    func slot(of row: Int, in lane: Int) -> Int {
        let lane = lanes[lane]
        return lane.hasOneRow ? lane.slots.lowerBound : Self.first(in: lane.slots) { slots[$0].row >= Int32(row) }
    }

    /// The places that the step at `slot` changed.
    func flips(at slot: Int, in lane: Lane) -> Places {
        if lane.hasOneRow { return lane.before.symmetricDifference(lane.after) }
        return before(slot, in: lane).symmetricDifference(afterStep[lane.step(slot)])
    }

    /// The last standing row that flipped a place of the lane which differs between before and after.
    func cause(of position: Int, in lane: Int) -> Int {
        let lane = lanes[lane]
        return row(
            at: lane.hasOneRow ? lane.slots.lowerBound : Int(causes[lane.causes + index(of: position, in: lane)])
        )
    }

    /// The row furthest down among the causes of what differs between a lane's before and after, of which there is something.
    func lastCause(_ lane: Int) -> Int {
        var last = -1
        lanes[lane].before.symmetricDifference(lanes[lane].after).forEachPosition {
            last = max(last, cause(of: $0, in: lane))
        }
        return last
    }

    /// The cause of a product newly held, or nil where the lane does not newly hold its product.
    func heldCause(_ lane: Int) -> Int? {
        guard lanes[lane].after.isHeld, !lanes[lane].before.isHeld else { return nil }
        return cause(of: Places.heldPosition, in: lane)
    }

    /// Refuses a row; the first time it is taken out and its lane folded anew from there on.
    mutating func refuse(_ slot: Int, in number: Int, _ code: Codes, operations: [Operation]) {
        let stood = stands(at: slot)
        codes[slot].insert(code)
        guard stood else { return }
        let lane = lanes[number]
        guard !lane.hasOneRow else {
            lanes[number].after = lane.before
            return
        }
        var state = before(slot, in: lane)
        var previous = afterStep[lane.step(slot)]
        var touched = state.symmetricDifference(previous)
        afterStep[lane.step(slot)] = state
        var last = slot
        while state != previous, last + 1 < lane.slots.upperBound {
            last += 1
            let old = afterStep[lane.step(last)]
            let new = stands(at: last) ? operations[operation(at: last)].applied(to: state) : state
            touched = touched.union(state.symmetricDifference(new)).union(previous.symmetricDifference(old))
            afterStep[lane.step(last)] = new
            state = new
            previous = old
        }
        if last + 1 == lane.slots.upperBound { lanes[number].after = state }
        findCauses(of: touched, upTo: last, in: lane)
    }

    /// Sets the causes of `touched` places anew, where no step behind `last` flipped them again.
    private mutating func findCauses(of touched: Places, upTo last: Int, in lane: Lane) {
        var open = Places()
        touched.forEachPosition { position in
            let cause = lane.causes + index(of: position, in: lane)
            guard causes[cause] <= Int32(last) else { return }
            causes[cause] = -1
            open.insert(position)
        }
        var slot = last
        while !open.isEmpty, slot >= lane.slots.lowerBound {
            let found = flips(at: slot, in: lane).intersection(open)
            found.forEachPosition { causes[lane.causes + index(of: $0, in: lane)] = Int32(slot) }
            open = open.subtracting(found)
            slot -= 1
        }
    }

    private func before(_ slot: Int, in lane: Lane) -> Places {
        slot == lane.slots.lowerBound ? lane.before : afterStep[lane.step(slot - 1)]
    }

    private func index(of position: Int, in lane: Lane) -> Int {
        position == Places.heldPosition ? planCounts[lane.product] : position
    }

    /// The first of `range` at which `holds` is true, in a range where it is true from some place on.
    private static func first(in range: Range<Int>, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension Fold {
    /// Counting sort of the standing rows by user; returns where each user's slots start.
    private mutating func layOutByUser(_ rows: [ResolvedRow], _ ownCodes: [Codes]) -> [Int32] {
        let first = users.lowerBound
        var starts = [Int32](repeating: 0, count: users.count + 1)
        for index in rows.indices where ownCodes[index].isEmpty && users.contains(rows[index].user) {
            starts[rows[index].user - first + 1] += 1
        }
        for user in 0..<users.count { starts[user + 1] += starts[user] }
        var next = starts
        slots = [Slot](repeating: Slot(row: 0, operation: 0, number: 0), count: Int(starts[users.count]))
        for index in rows.indices where ownCodes[index].isEmpty && users.contains(rows[index].user) {
            let user = rows[index].user - first
            slots[Int(next[user])] = Slot(
                row: Int32(index),
                operation: UInt32(rows[index].operation),
                number: UInt32(rows[index].row)
            )
            next[user] += 1
        }
        return starts
    }

    /// A user has a handful of rows, which insertion sorts best; but one user may have all of them.
    private mutating func sortByProduct(_ range: Range<Int>, _ operations: [Operation]) {
        guard range.count > 1 else { return }
        func product(_ slot: Slot) -> Int { operations[Int(slot.operation)].product }
        guard range.count <= 32 else {
            slots[range].sort { (product($0), $0.row) < (product($1), $1.row) }
            return
        }
        for index in range.dropFirst() {
            let slot = slots[index]
            let product = product(slot)
            var hole = index
            while hole > range.lowerBound, operations[operation(at: hole - 1)].product > product {
                slots[hole] = slots[hole - 1]
                hole -= 1
            }
            if hole < index { slots[hole] = slot }
        }
    }

    private mutating func appendLane(
        user: Int,
        product: Int,
        slots: Range<Int>,
        before: Places,
        _ operations: [Operation]
    ) {
        guard slots.count > 1 else {
            var lane = Lane(user: user, product: product, slots: slots, steps: nil, before: before)
            lane.after = operations[operation(at: slots.lowerBound)].applied(to: before)
            lanes.append(lane)
            return
        }
        var lane = Lane(
            user: user,
            product: product,
            slots: slots,
            steps: (afterStep.count, causes.count),
            before: before
        )
        causes.append(contentsOf: repeatElement(-1, count: planCounts[product] + 1))
        for slot in slots {
            let after = operations[operation(at: slot)].applied(to: lane.after)
            afterStep.append(after)
            lane.after.symmetricDifference(after).forEachPosition { position in
                causes[lane.causes + index(of: position, in: lane)] = Int32(slot)
            }
            lane.after = after
        }
        lanes.append(lane)
    }
}
