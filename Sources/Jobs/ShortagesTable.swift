import Licensing
import Manifest

/// One line of `shortages.csv`: seats to buy for the rows refused with `CountViolation`.
package struct SeatShortage: Hashable, Sendable, Encodable {
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

    private enum CodingKeys: String, CodingKey {
        case customer, product, name, seats, short
        case inUse = "in_use"
    }

    /// All shortages of a judged manifest, sorted by customer, then product, in byte order.
    static func all(of judging: Judging) -> [SeatShortage] {
        let catalog = judging.judge.catalog
        return zip(judging.reading.customers.entries, judging.customers)
            .flatMap { customer, result in
                result.shortages.map { shortage in
                    SeatShortage(
                        customer: customer.id,
                        product: catalog.reference(toProduct: shortage.product),
                        name: catalog.products[shortage.product].name,
                        seats: shortage.seats,
                        inUse: shortage.inUse,
                        short: shortage.short
                    )
                }
            }
            .sorted { left, right in
                left.customer == right.customer
                    ? isInByteOrder(left.product, right.product) : isInByteOrder(left.customer, right.customer)
            }
    }

    /// Writes `shortages.csv`.
    static func write(_ shortages: [SeatShortage], to file: borrowing OutputFile) throws {
        var text = RowBuffer()
        text.append(row: ["customer", "product", "name", "seats", "in_use", "short"])
        for shortage in shortages {
            text.append(row: [
                shortage.customer, shortage.product, shortage.name, String(shortage.seats), String(shortage.inUse),
                String(shortage.short),
            ])
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
