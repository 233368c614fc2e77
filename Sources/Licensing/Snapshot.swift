/// What the directory holds for one customer before the file, as far as judging its rows needs it.
package struct Snapshot: Sendable {
    /// A user that rows name.
    package struct User: Sendable {
        /// The key under which a store keeps the user; means nothing outside it.
        package let number: Int
        package let location: Location
        /// Where the user's holdings stand in `Snapshot.holdings`.
        package let holdings: Range<Int>

        package init(number: Int, location: Location, holdings: Range<Int>) {
            self.number = number
            self.location = location
            self.holdings = holdings
        }
    }

    /// A user's hold on one product.
    package struct Holding: Sendable {
        /// Position in the catalog.
        package let product: Int
        package let places: Places

        package init(product: Int, places: Places) {
            self.product = product
            self.places = places
        }
    }

    package var users: [User]
    package var holdings: [Holding]
    /// By product: the seats of the customer's subscription, or nil where it owns none.
    package var seats: [Int?]
    /// By product: how many users of the customer hold it, the ones not named included.
    package var holders: [Int]

    package init(users: [User], holdings: [Holding], seats: [Int?], holders: [Int]) {
        self.users = users
        self.holdings = holdings
        self.seats = seats
        self.holders = holders
    }

    /// The user's hold on a product.
    package func places(of product: Int, user: Int) -> Places {
        for holding in holdings[users[user].holdings] where holding.product == product { return holding.places }
        return Places()
    }
}
