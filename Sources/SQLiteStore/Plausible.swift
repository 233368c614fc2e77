import Jobs

/// What numbers in a store can be: whatever is made of them, an array of that size or a sum, works out.
///
/// A damaged page may hold any; SQLite does not notice.
enum Plausible {
    /// Users of a customer that there ever were.
    static let users = 1...1 << 26
    static let products = 1...1 << 24
    /// Seats of a product, or holders.
    static let seats = 0...1 << 40
    /// Seconds since 1970, up to the year 9999.
    static let times = 0.0...253_402_300_799
}

extension Connection {
    /// A number that is read, if it can be right.
    ///
    /// - Throws: `StoreError` with code `.corrupt`.
    func plausible(_ number: Int, in range: ClosedRange<Int>, _ what: String) throws -> Int {
        guard range.contains(number) else { throw StoreError.damaged(file, "\(what) is \(number)") }
        return number
    }
}
