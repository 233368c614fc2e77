import Licensing
import Manifest

/// Seats to buy for the rows of a customer that were refused with `CountViolation`, of one product.
package struct SeatShortage: Hashable, Sendable {
    /// The customer's id.
    package let customer: String
    /// The product's part number, or its id where that names two.
    package let product: String
    package let seats: Int
    /// Holders once the accepted rows are applied.
    package let inUse: Int
    /// How many rows were refused for want of a seat.
    package let short: Int
}

/// The lines of `shortages.csv`, sorted by customer, then product, in byte order.
struct ShortagesTable: Sendable {
    private let catalog: Catalog
    private let products: ProductOrder
    /// Those that are short of something, with what that is.
    private let customers: [(id: String, shortages: ArraySlice<Judgement.Shortage>)]

    init(_ judging: Judging) {
        catalog = judging.manifest.catalog
        products = ProductOrder(judging.manifest.catalog)
        let entries = judging.manifest.customers
        customers = entries.indices.map { (entries[$0].id, judging.shortages(ofCustomer: $0)) }
            .filter { !$0.shortages.isEmpty }
            .sorted { isInByteOrder($0.id, $1.id) }
    }

    var count: Int { customers.reduce(0) { $0 + $1.shortages.count } }

    /// How many seats are to be bought.
    var seats: Int { customers.reduce(0) { $1.shortages.reduce($0) { $0 + $1.short } } }

    /// The first lines.
    func prefix(_ count: Int) -> [SeatShortage] {
        let lines = customers.lazy.flatMap { customer in
            sorted(customer.shortages).map { shortage in
                SeatShortage(
                    customer: customer.id,
                    product: products.references[shortage.product],
                    seats: shortage.seats,
                    inUse: shortage.inUse,
                    short: shortage.short
                )
            }
        }
        return Array(lines.prefix(count))
    }

    /// Writes `shortages.csv`: a big file may have half a million lines.
    func write(to file: borrowing OutputFile, on workers: Workers) throws {
        var head = RowBuffer()
        head.append(row: ["customer", "product", "name", "seats", "in_use", "short"])
        try file.write(&head)
        try workers.inOrder(customers.indices) { customer in
            var text = RowBuffer()
            for shortage in sorted(customers[customer].shortages) {
                text.append(cell: customers[customer].id)
                text.append(cell: products.references[shortage.product])
                text.append(cell: catalog.products[shortage.product].name)
                for number in [shortage.seats, shortage.inUse, shortage.short] { text.append(number: UInt(number)) }
                text.endRow()
            }
            return text
        } take: { text in
            var text = text
            try file.write(&text)
        }
    }

    private func sorted(_ shortages: ArraySlice<Judgement.Shortage>) -> [Judgement.Shortage] {
        let ranks = products.ranks
        return shortages.sorted { ranks[$0.product] < ranks[$1.product] }
    }
}

extension RowBuffer {
    /// Appends a whole row.
    mutating func append(row cells: [String]) {
        for cell in cells { append(cell: cell) }
        endRow()
    }
}
