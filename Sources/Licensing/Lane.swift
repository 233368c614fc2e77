/// A user's way with one product: what the user holds of it, and where the standing rows lead.
struct Lane: Sendable {
    private let userPosition: Int32
    private let productPosition: Int32
    private let firstSlot: Int32
    private let endSlot: Int32
    private let firstStep: Int32
    private let firstCause: Int32
    let before: Places
    var after: Places

    /// - Parameters:
    ///   - user: position in the snapshot.
    ///   - product: position in the catalog.
    ///   - slots: where its rows stand.
    ///   - steps: where its steps stand in the fold, and its causes; a lane of one row needs neither.
    ///   - before: what the user holds.
    init(user: Int, product: Int, slots: Range<Int>, steps: (first: Int, firstCause: Int)?, before: Places) {
        userPosition = Int32(user)
        productPosition = Int32(product)
        firstSlot = Int32(slots.lowerBound)
        endSlot = Int32(slots.upperBound)
        firstStep = Int32(steps?.first ?? -1)
        firstCause = Int32(steps?.firstCause ?? -1)
        self.before = before
        after = before
    }

    var user: Int { Int(userPosition) }
    var product: Int { Int(productPosition) }
    var slots: Range<Int> { Int(firstSlot)..<Int(endSlot) }
    var hasOneRow: Bool { firstStep < 0 }
    /// Where the causes begin: one for each plan, then one for the product.
    var causes: Int { Int(firstCause) }
    /// Where the step at a slot stands.
    func step(_ slot: Int) -> Int { Int(firstStep) + slot - Int(firstSlot) }
}
