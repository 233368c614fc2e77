/// Something a rule can speak of: a service plan or a product, by id.
enum OracleItem: Hashable {
    case plan(String)
    case product(String)
}

/// Where an item is on: plan x in a product q that has it enabled, or product q held (SPEC 5, last paragraph).
///
/// All that a user holds is a set of places. A product with every plan disabled is its one place without a plan.
struct OraclePlace: Hashable {
    var product: String
    /// The plan's id; nil where the place is the product itself.
    var plan: String?

    var item: OracleItem {
        plan.map(OracleItem.plan) ?? .product(product)
    }
}
