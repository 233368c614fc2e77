/// What a row does to the hold on its product: the step of SPEC 2's table, with plans as places.
package struct Operation: Sendable, BitwiseCopyable {
    package enum Step: Sendable, BitwiseCopyable {
        /// `assign` with no plans named: a plan choice made earlier is never undone.
        case assign
        /// `assign *`
        case assignAll
        /// `assign A;B`
        case assignListed
        /// `assign !A;!B`
        case assignAllBut
        /// `revoke`
        case revoke
        /// `revoke A;B`
        case revokeListed
    }

    /// Position in the catalog, or -1 when the row names no single product.
    package let product: Int
    package let step: Step
    /// The plans named.
    package let listed: Places
    /// Why no row with these cells can stand; empty when the step can be taken.
    package let codes: Codes
    private let all: Places

    package init(product: Int, step: Step, listed: Places, all: Places, codes: Codes) {
        self.product = product
        self.step = step
        self.listed = listed
        self.all = all
        self.codes = codes
    }

    package var isAssign: Bool {
        switch step {
        case .assign, .assignAll, .assignListed, .assignAllBut: true
        case .revoke, .revokeListed: false
        }
    }

    /// The hold after this step on a hold as it was before.
    package func applied(to before: Places) -> Places {
        switch step {
        case .assign: before.isHeld ? before : all
        case .assignAll: all
        case .assignListed: before.union(listed).union(.held)
        case .assignAllBut: all.subtracting(listed)
        case .revoke: Places()
        case .revokeListed: before.isHeld ? before.subtracting(listed) : before
        }
    }
}
