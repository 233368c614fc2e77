/// Finds the name that a mistyped one was probably meant to be.
///
/// Distance is the number of letters inserted, left out, changed or swapped with their neighbour (restricted
/// Damerau-Levenshtein), over folded bytes. A candidate counts when at most a quarter of the name is wrong, three
/// letters at most.
package struct NearestName: Sendable {
    private let wanted: [UInt8]
    private let limit: Int
    private var bestDistance: Int
    /// The bytes of the nearest candidate so far; of equally near ones the first offered.
    package private(set) var best: [UInt8]?

    /// - Parameter wanted: the mistyped name, folded.
    package init(to wanted: [UInt8]) {
        self.wanted = wanted
        limit = wanted.count < 2 ? 0 : min(3, max(1, wanted.count / 4))
        bestDistance = limit + 1
    }

    /// Takes a folded candidate into account.
    package mutating func consider(_ candidate: Span<UInt8>) {
        guard abs(candidate.count - wanted.count) < bestDistance, !candidate.isEmpty else { return }
        let distance = distance(to: candidate)
        guard distance < bestDistance else { return }
        bestDistance = distance
        best = candidate.indices.map { candidate[$0] }
    }

    /// The distance to `candidate`, or any number not below `bestDistance` as soon as it cannot be less.
    private func distance(to candidate: Span<UInt8>) -> Int {
        var beforePrevious = [Int](repeating: 0, count: candidate.count + 1)
        var previous = Array(0...candidate.count)
        var current = previous
        for row in wanted.indices {
            current[0] = row + 1
            var least = current[0]
            for column in candidate.indices {
                let isSame = wanted[row] == candidate[column]
                var cost = min(previous[column] + (isSame ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, wanted[row] == candidate[column - 1], wanted[row - 1] == candidate[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current[column + 1] = cost
                least = min(least, cost)
            }
            if least >= bestDistance { return least }
            (beforePrevious, previous, current) = (previous, current, beforePrevious)
        }
        return previous[candidate.count]
    }
}
