package import Foundation

extension World: CustomStringConvertible {
    /// The seven files of the world, by name, in the order in which a reader wants to see them.
    package var files: [(name: String, text: String)] {
        [
            ("manifest.csv", manifestText),
            ("assignments.csv", text(of: Self.assignmentColumns, assignments.map(Self.cells))),
            ("subscriptions.csv", text(of: Self.subscriptionColumns, subscriptions.map(Self.cells))),
            ("users.csv", text(of: Self.userColumns, users.map(Self.cells))),
            ("customers.csv", text(of: Self.customerColumns, customers.map(Self.cells))),
            ("rules.csv", text(of: Self.ruleColumns, rules.map(Self.cells))),
            ("products.csv", text(of: Self.productColumns, products.flatMap(Self.cells))),
        ]
    }

    /// Writes the seven files into a folder that exists, for the real tool to read.
    package func write(to folder: URL) throws {
        for file in files {
            try Data(file.text.utf8).write(to: folder.appending(path: file.name))
        }
    }

    /// All files in full, for the message of a test that failed.
    package var description: String {
        files.map { "--- \($0.name)\n\($0.text)" }.joined() + "--- --atomic \(atomic.rawValue)\n"
    }

    /// The manifest, with blank lines where the lines of the rows leave gaps.
    package var manifestText: String {
        var lines = [CSVText.line(Self.manifestColumns)]
        for row in rows {
            while lines.count < row.line - 1 { lines.append("") }
            var cells = row.cells
            while row.isShort, cells.last == "" { cells.removeLast() }
            lines.append(CSVText.line(cells))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func text(of columns: [String], _ records: [[String]]) -> String {
        ([columns] + records).map { CSVText.line($0) + "\n" }.joined()
    }

    static let manifestColumns = ["customer", "user", "product", "action", "plans"]
    static let assignmentColumns = ["customer", "user", "product", "disabled_plans"]
    static let subscriptionColumns = ["customer", "product", "seats"]
    static let userColumns = ["customer", "user", "id", "usage_location", "name"]
    static let customerColumns = ["customer", "domain", "name", "country"]
    static let ruleColumns = ["rule", "subject", "target", "note"]
    static let productColumns = [
        "Product_Display_Name", "String_Id", "GUID", "Service_Plan_Name", "Service_Plan_Id",
        "Service_Plans_Included_Friendly_Names",
    ]

    private static func cells(_ assignment: Assignment) -> [String] {
        [
            assignment.customer, assignment.user, assignment.product,
            assignment.disabledPlans.joined(separator: ";"),
        ]
    }

    private static func cells(_ subscription: Subscription) -> [String] {
        [subscription.customer, subscription.product, String(subscription.seats)]
    }

    private static func cells(_ user: User) -> [String] {
        [user.customer, user.upn, user.id, user.location, user.name]
    }

    private static func cells(_ customer: Customer) -> [String] {
        [customer.id, customer.domain, customer.name, customer.country]
    }

    private static func cells(_ rule: Rule) -> [String] {
        [rule.rule, rule.subject, rule.target, rule.note]
    }

    /// One line per plan, as the products file is published; the friendly name is not read by anyone here.
    private static func cells(_ product: Product) -> [[String]] {
        product.plans.map { [product.name, product.partNumber, product.id, $0.name, $0.id, $0.name.capitalized] }
    }
}
