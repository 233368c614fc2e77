/// What a manifest leads to: the verdict of every row, the assignments after it, and the seats that were short.
///
/// The oracle gives one, a shared case expects one, and the adapter of any other implementation builds one to compare.
package struct OracleOutcome: Sendable, Equatable, CustomStringConvertible {
    package var rows: [Row]
    /// Sorted by customer, user and product in byte order.
    package var assignmentsAfter: [Assignment]
    /// Sorted by customer and product in byte order.
    package var shortages: [Shortage]

    package init(rows: [Row], assignmentsAfter: [Assignment], shortages: [Shortage]) {
        self.rows = rows
        self.assignmentsAfter = assignmentsAfter
        self.shortages = shortages
    }

    package struct Row: Sendable, Equatable {
        package var line: Int
        /// `ready`, `unchanged`, `superseded` or `refused`.
        package var status: String
        /// In the order of SPEC 7.
        package var codes: [String]
        /// The user's hold on the product before and after the file, in the syntax of `plans`.
        package var before: String
        package var after: String

        package init(line: Int, status: String, codes: [String] = [], before: String, after: String) {
            self.line = line
            self.status = status
            self.codes = codes
            self.before = before
            self.after = after
        }
    }

    package struct Assignment: Sendable, Equatable {
        /// The customer's id.
        package var customer: String
        /// The user's UPN.
        package var user: String
        /// The part number, or the id where that is ambiguous.
        package var product: String
        /// The disabled plans, sorted and joined by `;`.
        package var disabledPlans: String

        package init(customer: String, user: String, product: String, disabledPlans: String) {
            self.customer = customer
            self.user = user
            self.product = product
            self.disabledPlans = disabledPlans
        }
    }

    package struct Shortage: Sendable, Equatable {
        package var customer: String
        package var product: String
        /// How many rows were refused by `CountViolation`.
        package var short: Int

        package init(customer: String, product: String, short: Int) {
            self.customer = customer
            self.product = product
            self.short = short
        }
    }

    package var description: String {
        let rows = rows.map {
            "line \($0.line): \($0.status) \($0.codes.joined(separator: ";")) [\($0.before)] -> [\($0.after)]"
        }
        let assignments = assignmentsAfter.map { "\($0.customer) \($0.user) \($0.product) [\($0.disabledPlans)]" }
        let shortages = shortages.map { "short: \($0.customer) \($0.product) \($0.short)" }
        return (rows + assignments + shortages).joined(separator: "\n")
    }
}

extension Sequence<String> {
    /// Whether these texts stand before `others`, text by text, in byte order.
    func precedesInBytes(_ others: [String]) -> Bool {
        lexicographicallyPrecedes(others) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
