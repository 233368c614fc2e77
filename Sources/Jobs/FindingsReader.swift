import Licensing

/// Finds what was found about a row, for rows asked for in the order of the file.
///
/// It remembers for each customer how far it has come: the next finding is near, while a search through all of them
/// would miss the cache at each step, in a file that goes from customer to customer.
struct FindingsReader: Sendable {
    private let judging: Judging
    /// By customer: no finding before this place is of a row to come.
    private var places: [Int32]

    init(_ judging: Judging) {
        self.judging = judging
        places = [Int32](repeating: 0, count: judging.customers.count)
    }

    /// The findings of a row, none for one whose own cells say all; rows must be asked for from the top down.
    mutating func findings(of row: Int) -> ArraySlice<Judgement.Finding> {
        let customer = Int(judging.reading.rows[row].customer)
        guard customer >= 0 else { return [] }
        let findings = judging.customers[customer].findings
        let place = findings.firstPlace(from: Int(places[customer])) { $0.row >= row }
        places[customer] = Int32(place)
        return findings[place...].prefix { $0.row == row }
    }
}

extension Array {
    /// The first place at or after `start` at which `holds` is true, in an array where it is true from some place on.
    ///
    /// Searched in steps that double: near places are found as fast as far ones in a search by halves.
    func firstPlace(from start: Int = 0, where holds: (Element) -> Bool) -> Int {
        var low = start
        var high = start
        var step = 1
        while high < count, !holds(self[high]) {
            low = high + 1
            high += step
            step *= 2
        }
        high = Swift.min(high, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
