import Licensing
import Manifest

/// One line of `shortages.csv`: seats to buy for the rows refused with `CountViolation`.
package struct SeatShortage: Hashable, Sendable {
    /// The customer's id.
    package let customer: String
    /// The product's part number, or its id where that names two.
    package let product: String
    /// The product's display name.
    package let name: String
    package let seats: Int
    /// Holders once the accepted rows are applied.
    package let inUse: Int
    /// How many rows were refused for want of a seat.
    package let short: Int

    /// All shortages of a judged manifest, sorted by customer, then product, in byte order.
    static func all(of judging: Judging) -> [SeatShortage] {
        let catalog = judging.judge.catalog
        let entries = judging.reading.customers.entries
        let short = entries.indices.filter { !judging.customers[$0].shortages.isEmpty }
            .sorted { isInByteOrder(entries[$0].id, entries[$1].id) }
        guard !short.isEmpty else { return [] }
        let products = ProductOrder(catalog)
        return short.flatMap { customer in
            judging.customers[customer].shortages.sorted { products.ranks[$0.product] < products.ranks[$1.product] }
                .map { shortage in
                    SeatShortage(
                        customer: entries[customer].id,
                        product: products.references[shortage.product],
                        name: catalog.products[shortage.product].name,
                        seats: shortage.seats,
                        inUse: shortage.inUse,
                        short: shortage.short
                    )
                }
        }
    }

    /// Writes `shortages.csv`.
    static func write(_ shortages: [SeatShortage], to file: borrowing OutputFile) throws {
        var text = RowBuffer()
        text.append(row: ["customer", "product", "name", "seats", "in_use", "short"])
        for shortage in shortages {
            text.append(cell: shortage.customer)
            text.append(cell: shortage.product)
            text.append(cell: shortage.name)
            for number in [shortage.seats, shortage.inUse, shortage.short] { text.append(number: UInt(number)) }
            text.endRow()
            // A big file may have half a million of them.
            if text.count >= 1 << 18 { try file.write(&text) }
        }
        try file.write(&text)
    }
}

extension RowBuffer {
    /// Appends a whole row.
    mutating func append(row cells: [String]) {
        for cell in cells { append(cell: cell) }
        endRow()
    }
}
