/// A row that is or was the cause of a new holding, with its lane.
struct Claim: Sendable {
    private let rowIndex: Int32
    private let laneNumber: Int32
    /// The row's slot in a lane of its own; -1 where there are others.
    private let onlySlot: Int32
    var row: Int { Int(rowIndex) }
    var lane: Int { Int(laneNumber) }

    init(row: Int, lane number: Int, _ lane: Lane) {
        rowIndex = Int32(row)
        laneNumber = Int32(number)
        onlySlot = lane.hasOneRow ? Int32(lane.slots.lowerBound) : -1
    }

    /// Whether the row is the cause still.
    func holds(in fold: Fold) -> Bool {
        // Alone in its lane it is while it stands, which is told without a look at the lane, far away in memory.
        onlySlot >= 0 ? fold.stands(at: Int(onlySlot)) : fold.heldCause(lane) == row
    }
}

/// The claims on the seats of one product, that of the row furthest down the file on top: a binary heap.
///
/// They are put in order when the first one is taken by itself. Until then they may be taken all at once down to some row.
struct ClaimHeap: Sendable {
    private var claims: [Claim] = []
    private var isInOrder = false
    /// Whether every claim was put in before any was taken or became stale: then each holds, and none is there twice.
    private(set) var isFresh = true

    var top: Claim? { claims.first }
    /// The rows of all claims, in no order.
    var rows: [Int32] { claims.map { Int32($0.row) } }

    /// Puts in a claim before any row is refused.
    mutating func fill(_ claim: Claim) {
        claims.append(claim)
    }

    mutating func push(_ claim: Claim) {
        isFresh = false
        claims.append(claim)
        if isInOrder { rise(from: claims.count - 1) }
    }

    mutating func pop() -> Claim? {
        isFresh = false
        if !isInOrder { putInOrder() }
        guard let top, let last = claims.popLast() else { return nil }
        if !claims.isEmpty {
            claims[0] = last
            sink(from: 0)
        }
        return top
    }

    /// Drops every claim of a row at or behind `first`; only while the heap is fresh.
    mutating func dropAll(from first: Int) {
        isFresh = false
        claims.removeAll { $0.row >= first }
    }

    private mutating func putInOrder() {
        isInOrder = true
        for parent in (0..<claims.count / 2).reversed() { sink(from: parent) }
    }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0, claims[(child - 1) / 2].row < claims[child].row {
            claims.swapAt((child - 1) / 2, child)
            child = (child - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var parent = start
        while parent * 2 + 1 < claims.count {
            var child = parent * 2 + 1
            if child + 1 < claims.count, claims[child + 1].row > claims[child].row { child += 1 }
            if claims[parent].row >= claims[child].row { break }
            claims.swapAt(parent, child)
            parent = child
        }
    }
}
