/// A whole small world as plain strings: catalog, rules, directory and one manifest.
///
/// It is what the tests hand to every implementation of the judgement. Nothing in it is resolved: a product is named as
/// a file would name it, so that the naming of things is under test as well.
package struct World: Sendable, Equatable {
    package var products: [Product]
    package var rules: [Rule]
    package var customers: [Customer]
    package var users: [User]
    package var subscriptions: [Subscription]
    package var assignments: [Assignment]
    package var rows: [Row]
    package var atomic: Atomic

    package init(
        products: [Product] = [],
        rules: [Rule] = [],
        customers: [Customer] = [],
        users: [User] = [],
        subscriptions: [Subscription] = [],
        assignments: [Assignment] = [],
        rows: [Row] = [],
        atomic: Atomic = .row
    ) {
        self.products = products
        self.rules = rules
        self.customers = customers
        self.users = users
        self.subscriptions = subscriptions
        self.assignments = assignments
        self.rows = rows
        self.atomic = atomic
    }

    /// The value of `--atomic` that the manifest is judged under.
    package enum Atomic: String, Sendable, CaseIterable {
        case row
        case user
        case file
    }
}
