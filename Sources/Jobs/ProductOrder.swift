import Licensing

/// How products are written in outputs, and which comes before which there.
struct ProductOrder: Sendable {
    /// By product: the part number, or the id where that names two.
    let references: [String]
    /// By product: its rank in the byte order of the references.
    private(set) var ranks: [Int]

    init(_ catalog: Catalog) {
        let references = catalog.products.indices.map { catalog.reference(toProduct: $0) }
        ranks = [Int](repeating: 0, count: references.count)
        let sorted = references.indices.sorted { isInByteOrder(references[$0], references[$1]) }
        for (rank, product) in sorted.enumerated() { ranks[product] = rank }
        self.references = references
    }
}
