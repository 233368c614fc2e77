import Jobs
import Manifest

/// A customer's licenses as a table, with who holds what below it when users were named.
struct LicensesText {
    let report: LicensesReport
    let style: TextStyle
    /// Width of the terminal; nil when the text goes elsewhere.
    let columns: Int?

    /// Users that are named per product and list; all are in `--json`.
    private static let usersShown = 5

    var text: String {
        [head, table, holders, unknownUsers].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var head: String {
        let name = MessageText.plain(report.name)
        let domain = MessageText.plain(report.domain)
        let users = report.usersNamed.map { ", \(CountText.of($0, "user")) of the file" } ?? ""
        return style.bold(name.isEmpty ? domain : "\(name) (\(domain))") + users + "\n"
    }

    private var table: String {
        guard !report.products.isEmpty else { return "no products: the customer owns no seats and nobody holds any\n" }
        var columns = [
            TextTable.Column(title: "PRODUCT"), TextTable.Column(title: "NAME", givesWay: true),
            TextTable.Column(title: "SEATS", isNumber: true), TextTable.Column(title: "ASSIGNED", isNumber: true),
            TextTable.Column(title: "AVAILABLE", isNumber: true), TextTable.Column(title: "TO BUY", isNumber: true),
        ]
        if report.usersNamed != nil { columns.append(TextTable.Column(title: "HELD BY")) }
        var table = TextTable(columns)
        for product in report.products {
            let numbers = [product.seats, product.assigned, product.available].map { CountText.of($0) }
            let toBuy = product.toBuy > 0 ? CountText.of(product.toBuy) : ""
            let cells = [MessageText.plain(product.product), MessageText.plain(product.name)] + numbers + [toBuy]
            table.add(cells + (report.usersNamed == nil ? [] : [extent(product)]))
        }
        return table.text(width: self.columns, style: style)
    }

    /// `some (3 of 5)`.
    private func extent(_ product: LicensesReport.ProductUse) -> String {
        guard let users = product.users else { return "" }
        let count = users.holding.count
        return "\(users.extent.rawValue) (\(CountText.of(count)) of \(CountText.of(count + users.notHolding.count)))"
    }

    private var holders: String {
        let lines = report.products.flatMap { product -> [String] in
            guard let users = product.users, !users.holding.isEmpty else { return [] }
            let name = style.bold(MessageText.plain(product.product))
            let held = "\(name) is held by \(Self.list(users.holding))"
            return [held] + (users.notHolding.isEmpty ? [] : ["  not by \(Self.list(users.notHolding))"])
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private var unknownUsers: String {
        guard !report.unknownUsers.isEmpty else { return "" }
        let count = CountText.of(report.unknownUsers.count, "user")
        return "\(count) of the file not found in this customer: \(Self.list(report.unknownUsers))\n"
    }

    private static func list(_ users: [String]) -> String {
        let shown = users.prefix(usersShown).map { MessageText.plain($0) }.joined(separator: ", ")
        let more = users.count - usersShown
        return more > 0 ? "\(shown) and \(CountText.of(more)) more" : shown
    }
}
