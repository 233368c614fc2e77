package import Licensing

/// What a job changed for one user and product, as the store took note of it together with the change.
package struct RecordedChange: Hashable, Sendable {
    /// The store's key of the user within its customer.
    package let user: Int
    /// Position in the catalog; nil for a product that it no longer has.
    package let product: Int?
    /// The physical line of the manifest's row furthest down that had a part in it.
    package let line: Int
    /// Without the plans that the product no longer has.
    package let before: Places
    package let after: Places

    package init(user: Int, product: Int?, line: Int, before: Places, after: Places) {
        self.user = user
        self.product = product
        self.line = line
        self.before = before
        self.after = after
    }
}
