package import Licensing

/// Some assignments on their way into the directory.
package struct AssignmentBatch: Sendable {
    /// An assignment; `product` is a position in the catalog.
    package struct Row: Sendable {
        package let customer: Int
        package let user: Int
        package let product: Int
        package let places: Places

        package init(customer: Int, user: Int, product: Int, places: Places) {
            self.customer = customer
            self.user = user
            self.product = product
            self.places = places
        }
    }

    package private(set) var rows: [Row] = []

    /// Enough for a file in an order of its own to be put into that of the store's keys in useful pieces.
    private static let size = 8192

    package init() {
        rows.reserveCapacity(Self.size)
    }

    package var isFull: Bool { rows.count >= Self.size }

    package mutating func append(_ row: Row) {
        rows.append(row)
    }

    /// Puts the rows in the order of the store's keys, which is where it is fast.
    mutating func sort() {
        rows.sort { ($0.customer, $0.user, $0.product) < ($1.customer, $1.user, $1.product) }
    }
}
