/// Where the standing rows lead, product by product (SPEC 5, step 2).
///
/// Rows are laid out in slots, sorted by user, product and file order. The slots of one user and product are a lane.
/// A row acts on its own product alone, so a refusal touches one lane, and there only the steps from the refused one on
/// until they lead again to where they led before: a million refusals in one lane do not cost a million folds.
struct Fold {
    /// A user's way with one product.
    struct Lane {
        let user: Int
        let product: Int
        let slots: Range<Int>
        /// Where the lane's causes stand in `causes`: one per plan, then one for the product.
        ///
        /// A lane of one row needs none.
        let causes: Int?
        let planCount: Int
        let before: Places
        var after: Places
    }

    private(set) var lanes: [Lane] = []
    private var lanesByUser: [Int] = [0]
    private var rowAtSlot: [Int] = []
    private var slotOfRow: [Int] = []
    private var laneOfSlot: [Int32] = []
    /// By slot: the places after its step; a refused row's step changes nothing.
    private var afterStep: [Places] = []
    private var isRefused: [Bool] = []
    /// By lane and place: the slot of the last step that flipped it, or -1.
    private var causes: [Int32] = []

    init() {}

    init(rows: [ResolvedRow], standing: [Bool], judge: Judge, snapshot: Snapshot) {
        let operations = judge.operations
        let starts = layOutByUser(rows, standing: standing, userCount: snapshot.users.count)
        afterStep = [Places](repeating: Places(), count: rowAtSlot.count)
        isRefused = [Bool](repeating: false, count: rowAtSlot.count)
        laneOfSlot = [Int32](repeating: 0, count: rowAtSlot.count)
        lanesByUser.reserveCapacity(snapshot.users.count + 1)
        for user in snapshot.users.indices {
            let slots = starts[user]..<starts[user + 1]
            sortByProduct(slots, rows: rows, operations: operations)
            var start = slots.lowerBound
            while start < slots.upperBound {
                let product = operations[rows[rowAtSlot[start]].operation].product
                var end = start + 1
                while end < slots.upperBound, operations[rows[rowAtSlot[end]].operation].product == product { end += 1 }
                appendLane(user: user, product: product, slots: start..<end, judge, rows, snapshot)
                start = end
            }
            lanesByUser.append(lanes.count)
        }
        for slot in rowAtSlot.indices { slotOfRow[rowAtSlot[slot]] = slot }
    }

    func lanes(of user: Int) -> Range<Int> { lanesByUser[user]..<lanesByUser[user + 1] }
    func lane(of row: Int) -> Int { Int(laneOfSlot[slotOfRow[row]]) }
    func row(at slot: Int) -> Int { rowAtSlot[slot] }
    func stands(at slot: Int) -> Bool { !isRefused[slot] }

    /// The places that the step at `slot` changed.
    func flips(at slot: Int, in lane: Lane) -> Places {
        before(slot, in: lane).symmetricDifference(afterStep[slot])
    }

    /// The last standing row that flipped a place of the lane which differs between before and after.
    func cause(of position: Int, in lane: Int) -> Int {
        let lane = lanes[lane]
        guard let causes = lane.causes else { return rowAtSlot[lane.slots.lowerBound] }
        return rowAtSlot[Int(self.causes[causes + Self.index(of: position, in: lane)])]
    }

    /// The cause of a product newly held, or nil where the lane does not newly hold its product.
    func heldCause(_ lane: Int) -> Int? {
        guard lanes[lane].after.isHeld, !lanes[lane].before.isHeld else { return nil }
        return cause(of: Places.heldPosition, in: lane)
    }

    /// Takes a row out and folds its lane anew from there on.
    mutating func refuse(_ row: Int, operations: [Operation], rows: [ResolvedRow]) {
        let slot = slotOfRow[row]
        let number = Int(laneOfSlot[slot])
        let lane = lanes[number]
        var state = before(slot, in: lane)
        var previous = afterStep[slot]
        var touched = state.symmetricDifference(previous)
        isRefused[slot] = true
        afterStep[slot] = state
        var last = slot
        while state != previous, last + 1 < lane.slots.upperBound {
            last += 1
            let old = afterStep[last]
            let new = isRefused[last] ? state : operations[rows[rowAtSlot[last]].operation].applied(to: state)
            touched = touched.union(state.symmetricDifference(new)).union(previous.symmetricDifference(old))
            afterStep[last] = new
            state = new
            previous = old
        }
        if last + 1 == lane.slots.upperBound { lanes[number].after = state }
        if let causes = lane.causes { findCauses(of: touched, upTo: last, in: lane, causes) }
    }

    /// Sets the causes of `touched` places anew, where no step behind `last` flipped them again.
    private mutating func findCauses(of touched: Places, upTo last: Int, in lane: Lane, _ causes: Int) {
        var open = Places()
        touched.forEachPosition { position in
            let index = causes + Self.index(of: position, in: lane)
            guard self.causes[index] <= Int32(last) else { return }
            self.causes[index] = -1
            open.insert(position)
        }
        var slot = last
        while !open.isEmpty, slot >= lane.slots.lowerBound {
            let found = flips(at: slot, in: lane).intersection(open)
            found.forEachPosition { self.causes[causes + Self.index(of: $0, in: lane)] = Int32(slot) }
            open = open.subtracting(found)
            slot -= 1
        }
    }

    private func before(_ slot: Int, in lane: Lane) -> Places {
        slot == lane.slots.lowerBound ? lane.before : afterStep[slot - 1]
    }

    private static func index(of position: Int, in lane: Lane) -> Int {
        position == Places.heldPosition ? lane.planCount : position
    }
}

extension Fold {
    /// Counting sort of the standing rows by user; returns where each user's slots start.
    private mutating func layOutByUser(_ rows: [ResolvedRow], standing: [Bool], userCount: Int) -> [Int] {
        var starts = [Int](repeating: 0, count: userCount + 1)
        for index in rows.indices where standing[index] { starts[rows[index].user + 1] += 1 }
        for user in 0..<userCount { starts[user + 1] += starts[user] }
        var next = starts
        rowAtSlot = [Int](repeating: 0, count: starts[userCount])
        slotOfRow = [Int](repeating: -1, count: rows.count)
        for index in rows.indices where standing[index] {
            rowAtSlot[next[rows[index].user]] = index
            next[rows[index].user] += 1
        }
        return starts
    }

    /// A user has a handful of rows, which insertion sorts best; but one user may have all of them.
    private mutating func sortByProduct(_ slots: Range<Int>, rows: [ResolvedRow], operations: [Operation]) {
        func product(_ row: Int) -> Int { operations[rows[row].operation].product }
        guard slots.count <= 32 else {
            rowAtSlot[slots].sort { (product($0), $0) < (product($1), $1) }
            return
        }
        for slot in slots.dropFirst() {
            let row = rowAtSlot[slot]
            var hole = slot
            while hole > slots.lowerBound, product(rowAtSlot[hole - 1]) > product(row) {
                rowAtSlot[hole] = rowAtSlot[hole - 1]
                hole -= 1
            }
            rowAtSlot[hole] = row
        }
    }

    private mutating func appendLane(
        user: Int,
        product: Int,
        slots: Range<Int>,
        _ judge: Judge,
        _ rows: [ResolvedRow],
        _ snapshot: Snapshot
    ) {
        let before = snapshot.places(of: product, user: user)
        let planCount = judge.planCounts[product]
        let firstCause = slots.count > 1 ? causes.count : nil
        if firstCause != nil { causes.append(contentsOf: repeatElement(-1, count: planCount + 1)) }
        var lane = Lane(
            user: user,
            product: product,
            slots: slots,
            causes: firstCause,
            planCount: planCount,
            before: before,
            after: before
        )
        for slot in slots {
            laneOfSlot[slot] = Int32(lanes.count)
            let after = judge.operations[rows[rowAtSlot[slot]].operation].applied(to: lane.after)
            afterStep[slot] = after
            if let firstCause {
                lane.after.symmetricDifference(after).forEachPosition { position in
                    causes[firstCause + Self.index(of: position, in: lane)] = Int32(slot)
                }
            }
            lane.after = after
        }
        lanes.append(lane)
    }
}
