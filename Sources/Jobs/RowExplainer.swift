import Licensing
import Manifest

/// Says in one sentence per code why a row was refused, and what to do: a constant half, the values, the way out.
final class RowExplainer: Sendable {
    let judging: Judging
    let cells: RowCells
    private let catalog: Catalog
    /// By product what it is called in messages; nil where a message could not hold that just so.
    let plainReferences: [String?]
    /// The first row of the file that was refused on its own account.
    private let firstRefused: Int?

    init(_ judging: Judging) {
        self.judging = judging
        cells = RowCells(judging.manifest)
        catalog = judging.manifest.catalog
        plainReferences = catalog.products.indices.map { [catalog] product in
            let reference = catalog.reference(toProduct: product)
            return Self.isPlain(reference) ? reference : nil
        }
        firstRefused = judging.outcomes.indices.first {
            let codes = judging.outcomes[$0].codes
            return !codes.isEmpty && codes != .fileChangeRefused
        }
    }

    /// What is to be said of a row without a code, for its status; empty when that says all.
    func message(_ status: RowStatus) -> String {
        switch status {
        case .failed:
            "the store could not take the changes of this customer: see the message of the run, and resume the job"
        case .unprocessed:
            "the run was stopped before this row's turn, nothing was changed: see its message, and apply again"
        case .drifted:
            "the customer, or the catalog, was changed after this was judged, nothing was changed: send the row again"
        case .ready, .applied, .unchanged, .superseded, .refused: ""
        }
    }

    /// The message of a refused row: a sentence for each of its codes.
    ///
    func message(_ row: Int) -> String {
        let codes = judging.outcomes[row].codes
        let cells = cells.cells(of: row, in: judging.manifest.rows)
        if codes.isSingle { return sentence(codes, row, cells) }
        return codes.singles.map { sentence($0, row, cells) }
            .reduce("") { $0.isEmpty ? $1 : $0 + ($0.hasSuffix("?") ? " " : ". ") + $1 }
    }

    private func sentence(_ code: Codes, _ row: Int, _ cells: RowCells.Cells) -> String {
        switch code {
        case .missingField: missingField(cells)
        case .extraField:
            "the row has more cells than the header has columns (\(cells.width)), the first of them "
                + "\(quoted(cells.extra.first ?? "")): put quotes around cells that hold a delimiter, or take it out"
        case .unknownAction: "action \(quoted(cells.action)) is not known: write assign or revoke"
        case .unknownCustomer:
            "customer \(quoted(cells.customer)) is not in the directory"
                + way(
                    judging.suggestions.customer(cells.customer),
                    else: "check the id or domain, or import the customer"
                )
        case .unknownUser:
            "user \(quoted(cells.user)) is not in customer \(quoted(cells.customer))"
                + way(suggestedUser(row, cells), else: "check the UPN or id, or import the user")
        case .unknownProduct:
            "product \(quoted(cells.product)) is not in the catalog"
                + way(judging.suggestions.product(cells.product), else: "check the part number, name or id")
        case .ambiguousProduct: ambiguousProduct(cells)
        case .invalidPlans: invalidPlans(cells, row)
        case .unknownPlan: unknownPlan(cells, row)
        case .noSubscription:
            "customer \(quoted(cells.customer)) owns no subscription to \(product(row)): "
                + "buy one and import it, or take the row out"
        default: finding(code, row, value: { self.value($0, code, row, cells) })
        }
    }

    private func missingField(_ cells: RowCells.Cells) -> String {
        let needed = [
            ("customer", cells.customer), ("user", cells.user), ("product", cells.product), ("action", cells.action),
        ]
        let empty = needed.filter { $0.1.isEmpty }.map(\.0)
        guard let last = empty.last, empty.count > 1 else { return "\(empty.first ?? "a cell") is empty: fill it in" }
        return "\(empty.dropLast().joined(separator: ", ")) and \(last) are empty: fill them in"
    }

    private func ambiguousProduct(_ cells: RowCells.Cells) -> String {
        guard case .ambiguous(let found) = catalog.product(named: KeyFolding.folded(cells.product)) else { return "" }
        let choices = found.map { catalog.reference(toProduct: $0) }.joined(separator: ", ")
        return "product \(quoted(cells.product)) names \(found.count) products: write one of \(choices)"
    }

    private func invalidPlans(_ cells: RowCells.Cells, _ row: Int) -> String {
        if PlansSyntax(cells.plans) == .invalid {
            return "plans \(quoted(cells.plans)) cannot be read: "
                + "write names alone, * alone, or ! in front of every name"
        }
        return "plans \(quoted(cells.plans)) cannot be revoked: "
            + "leave plans empty to revoke the product, or name the plans to disable"
    }

    private func unknownPlan(_ cells: RowCells.Cells, _ row: Int) -> String {
        let position = operation(row).product
        let product = catalog.products[position]
        let unknown = PlansSyntax(cells.plans).names.filter {
            catalog.positions(ofPlan: KeyFolding.folded($0), in: product).isEmpty
        }
        let known = product.plans.prefix(8).map { catalog.plans[$0].name }.joined(separator: ", ")
        let rest = product.plans.count > 8 ? " and \(product.plans.count - 8) more" : ""
        return "\(self.product(row)) has no plan \(unknown.map(quoted).joined(separator: ", "))"
            + way(
                unknown.lazy.compactMap { [judging] in judging.suggestions.plan($0, in: position) }.first,
                else: "it has \(known)\(rest)"
            )
    }

    // MARK: - What was found about a row

    /// What a sentence says of its own row alone.
    enum Value {
        case user
        /// The row's product.
        case product
        /// The line of the other row that takes part.
        case line
        case seatsInUse, seatsOwned, seatsShort
    }

    /// The sentence for a code that judging has found, with `value` for what it says of this row alone.
    func finding(_ code: Codes, _ row: Int, value: (Value) -> String) -> String {
        let finding = judging.finding(of: row, code)
        return switch (code, finding?.reason) {
        case (.usageLocationMissing, _):
            "user \"\(value(.user))\" has no usage location: set one, such as IT, and import it first"
        case (.prohibitedInUsageLocation, .prohibited(let item)?): prohibited(self.item(item), row, user: value(.user))
        case (.mutuallyExclusive, .conflict(let item, let other)?):
            conflict(
                self.item(item),
                self.item(other),
                isOwn: finding?.otherRow == row,
                line: finding?.otherRow.map { _ in value(.line) }
            )
        case (.dependency, .requirement(let number)?):
            requirement(Int(number), row, line: isOther(finding, row) ? value(.line) : nil)
        case (.count, _):
            "\(value(.product)) has no seat left (\(value(.seatsInUse)) of \(value(.seatsOwned)) in use): "
                + "buy \(value(.seatsShort)) or revoke some; see shortages.csv"
        case (.userChangeRefused, _):
            "\(finding?.otherRow == nil ? "another row" : "line \(value(.line))"), a row of the same user, was refused, "
                + "and --atomic user applies all of them or none: mend that row"
        case (.fileChangeRefused, _):
            "\(firstRefused.map { "line \(line($0))" } ?? "another row") was refused, "
                + "and --atomic file applies all rows or none: mend that row"
        default: code.name
        }
    }

    private func item(_ position: UInt32) -> RuleBook.Item { judging.rules.items[Int(position)] }

    private func isOther(_ finding: Judgement.Finding?, _ row: Int) -> Bool {
        finding?.otherRow.map { $0 != row } ?? false
    }

    private func value(_ value: Value, _ code: Codes, _ row: Int, _ cells: RowCells.Cells) -> String {
        switch value {
        case .user: MessageText.plain(cells.user, limit: 60)
        case .product: product(row)
        case .line: judging.finding(of: row, code)?.otherRow.map { String(line($0)) } ?? ""
        case .seatsInUse: String(judging.shortage(of: row)?.inUse ?? 0)
        case .seatsOwned: String(judging.shortage(of: row)?.seats ?? 0)
        case .seatsShort: String(judging.shortage(of: row)?.short ?? 0)
        }
    }

    private func prohibited(_ item: RuleBook.Item, _ row: Int, user: String) -> String {
        let place = "at the usage location of user \"\(user)\""
        return switch item {
        case .product: "\(name(item)) is not available \(place): take the row out, or choose another product"
        case .plan:
            "plan \(name(item)) of \(product(row)) is not available \(place): leave it out with !\(name(item)) in plans"
        }
    }

    private func conflict(_ item: RuleBook.Item, _ other: RuleBook.Item, isOwn: Bool, line: String?) -> String {
        let cause =
            if isOwn {
                "which the same row turns on"
            } else if let line {
                "which line \(line) turns on"
            } else {
                "which the user has on already"
            }
        return "\(name(item)) cannot be on together with \(name(other)), \(cause): "
            + "disable one of the two in plans, or revoke the other product"
    }

    private func requirement(_ number: Int, _ row: Int, line: String?) -> String {
        let requirement = judging.rules.requirements[number]
        let item = judging.rules.items[requirement.item]
        let rule = catalog.rules[requirement.rule]
        let needed = requirement.targets.map { name(judging.rules.items[$0]) }
        let choice = needed.isEmpty ? rule.target : needed.joined(separator: " or ")
        let cause = line.map { ", see line \($0)" } ?? ""
        if operation(row).isAssign {
            return "\(name(item)) needs \(choice), which would not be on\(cause): assign that too"
        }
        return "\(name(item)) is on and needs \(choice), which would be taken away\(cause): "
            + "revoke \(name(item)) too, or assign another that it can need"
    }

    // MARK: - Words

    private func way(_ suggestion: String?, else advice: String) -> String {
        suggestion.map { ": did you mean \(MessageText.plain($0))?" } ?? ": \(advice)"
    }

    private func suggestedUser(_ row: Int, _ cells: RowCells.Cells) -> String? {
        judging.customers[Int(judging.manifest.rows[row].customer)].suggestions[KeyFolding.folded(cells.user)]
    }

    func operation(_ row: Int) -> Operation {
        judging.manifest.operations[Int(judging.manifest.rows[row].operation)]
    }

    private func product(_ row: Int) -> String { catalog.reference(toProduct: operation(row).product) }

    private func name(_ item: RuleBook.Item) -> String {
        switch item {
        case .plan(let plan): catalog.plans[plan].name
        case .product(let product): catalog.reference(toProduct: product)
        }
    }

    func line(_ row: Int) -> Int { Int(judging.manifest.rows[row].line) }

    private func quoted(_ text: String) -> String { MessageText.value(text) }
}
