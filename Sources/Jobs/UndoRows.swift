import Licensing
import Manifest

/// Rows of a manifest that puts back what was changed for users of one customer, being put together.
struct UndoRows {
    private(set) var text = RowBuffer()
    private let customer: [UInt8]
    private let catalog: Catalog
    private let products: ProductOrder
    /// What stands behind the user, as bytes that many rows share; by product the one that came last.
    private var endings = RowBuffer()
    private var last: [(before: Places, cells: Range<Int>)?]

    init(customer: Customer, catalog: Catalog, products: ProductOrder) {
        self.customer = Array(customer.id.utf8)
        self.catalog = catalog
        self.products = products
        last = Array(repeating: nil, count: catalog.products.count)
    }

    mutating func append(_ changes: ArraySlice<Judgement.Change>, of name: Span<UInt8>) {
        guard changes.count > 1 else {
            for change in changes { append(change, of: name) }
            return
        }
        for change in changes.sorted(by: { products.ranks[$0.product] < products.ranks[$1.product] }) {
            append(change, of: name)
        }
    }

    private mutating func append(_ change: Judgement.Change, of name: Span<UInt8>) {
        customer.withUnsafeBufferPointer { text.append(cell: $0) }
        name.withUnsafeBufferPointer { text.append(cell: $0) }
        text.endRow(copying: ending(change), of: endings)
    }

    /// The cells that lead from the hold after the job to the one before.
    private mutating func ending(_ change: Judgement.Change) -> Range<Int> {
        if let last = last[change.product], last.before == change.before { return last.cells }
        let start = endings.count
        endings.append(row: [
            products.references[change.product],
            change.before.isHeld ? "assign" : "revoke",
            catalog.plansText(of: change.before, product: change.product),
        ])
        last[change.product] = (change.before, start..<endings.count)
        return start..<endings.count
    }
}
