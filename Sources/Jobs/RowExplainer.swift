import Licensing
import Manifest

/// Says in one sentence per code why a row was refused, and what to do: a constant half, the values, the way out.
struct RowExplainer: Sendable {
    private let judging: Judging
    private let suggestions: Suggestions
    private let cells: RowCells
    private let catalog: Catalog
    /// The first row of the file that was refused on its own account.
    private let firstRefused: Int?

    init(_ judging: Judging, suggestions: Suggestions) {
        self.judging = judging
        self.suggestions = suggestions
        cells = RowCells(judging.reading)
        catalog = judging.judge.catalog
        firstRefused = judging.outcomes.indices.first {
            let codes = judging.outcomes[$0].codes
            return !codes.isEmpty && codes != .fileChangeRefused
        }
    }

    /// What is to be said of a row without a code, for its status; empty when that says all.
    func message(_ status: RowStatus) -> String {
        switch status {
        case .failed:
            "the store could not take the changes of this customer: see the message of the run, and apply again"
        case .unprocessed:
            "the run was stopped before this row's turn, nothing was changed: see its message, and apply again"
        case .ready, .applied, .unchanged, .superseded, .refused: ""
        }
    }

    /// The message of a refused row: a sentence for each of its codes.
    ///
    /// What was found about the row comes from `Judging.findings`.
    func message(_ row: Int, _ findings: ArraySlice<Judgement.Finding>) -> String {
        let codes = judging.outcomes[row].codes
        let cells = cells.cells(of: row, in: judging.reading.rows)
        if codes.isSingle { return sentence(codes, row, cells, findings) }
        return codes.singles.map { sentence($0, row, cells, findings) }
            .reduce("") { $0.isEmpty ? $1 : $0 + ($0.hasSuffix("?") ? " " : ". ") + $1 }
    }

    private func sentence(
        _ code: Codes,
        _ row: Int,
        _ cells: RowCells.Cells,
        _ findings: ArraySlice<Judgement.Finding>
    ) -> String {
        switch code {
        case .missingField: missingField(cells)
        case .extraField:
            "the row has more cells than the header has columns (\(cells.width)), the first of them "
                + "\(quoted(cells.extra.first ?? "")): put quotes around cells that hold a delimiter, or take it out"
        case .unknownAction: "action \(quoted(cells.action)) is not known: write assign or revoke"
        case .unknownCustomer:
            "customer \(quoted(cells.customer)) is not in the directory"
                + way(suggestions.customer(cells.customer), else: "check the id or domain, or import the customer")
        case .unknownUser:
            "user \(quoted(cells.user)) is not in customer \(quoted(cells.customer))"
                + way(suggestedUser(row, cells), else: "check the UPN or id, or import the user")
        case .unknownProduct:
            "product \(quoted(cells.product)) is not in the catalog"
                + way(suggestions.product(cells.product), else: "check the part number, name or id")
        case .ambiguousProduct: ambiguousProduct(cells)
        case .invalidPlans: invalidPlans(cells, row)
        case .unknownPlan: unknownPlan(cells, row)
        case .noSubscription:
            "customer \(quoted(cells.customer)) owns no subscription to \(product(row)): "
                + "buy one and import it, or take the row out"
        default: finding(code, row, cells, findings)
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
                unknown.lazy.compactMap { suggestions.plan($0, in: position) }.first,
                else: "it has \(known)\(rest)"
            )
    }

    private func finding(
        _ code: Codes,
        _ row: Int,
        _ cells: RowCells.Cells,
        _ findings: ArraySlice<Judgement.Finding>
    ) -> String {
        switch code {
        case .usageLocationMissing:
            return "user \(quoted(cells.user)) has no usage location: set one, such as IT, and import it first"
        case .prohibitedInUsageLocation:
            for case .prohibited(let item) in findings.map(\.reason) { return prohibited(item, row, cells) }
        case .mutuallyExclusive:
            for finding in findings {
                if case .conflict(let item, let other) = finding.reason { return conflict(item, other, finding) }
            }
        case .dependency:
            for finding in findings {
                if case .requirement(let number) = finding.reason { return requirement(number, finding, row) }
            }
        case .count: return seats(row)
        case .userChangeRefused:
            let line = findings.compactMap(\.otherRow).first.map { "line \(self.line($0))" } ?? "another row"
            return "\(line), a row of the same user, was refused, and --atomic user applies all of them or none: "
                + "mend that row"
        case .fileChangeRefused:
            let line = firstRefused.map { "line \(self.line($0))" } ?? "another row"
            return "\(line) was refused, and --atomic file applies all rows or none: mend that row"
        default: break
        }
        return code.name
    }

    private func prohibited(_ item: RuleBook.Item, _ row: Int, _ cells: RowCells.Cells) -> String {
        let place = "at the usage location of user \(quoted(cells.user))"
        return switch item {
        case .product: "\(name(item)) is not available \(place): take the row out, or choose another product"
        case .plan:
            "plan \(name(item)) of \(product(row)) is not available \(place): leave it out with !\(name(item)) in plans"
        }
    }

    private func conflict(_ item: RuleBook.Item, _ other: RuleBook.Item, _ finding: Judgement.Finding) -> String {
        let cause =
            switch finding.otherRow {
            case nil: "which the user has on already"
            case finding.row: "which the same row turns on"
            case .some(let row): "which line \(line(row)) turns on"
            }
        return "\(name(item)) cannot be on together with \(name(other)), \(cause): "
            + "disable one of the two in plans, or revoke the other product"
    }

    private func requirement(_ number: Int, _ finding: Judgement.Finding, _ row: Int) -> String {
        let requirement = judging.judge.rules.requirements[number]
        let item = judging.judge.rules.items[requirement.item]
        let rule = catalog.rules[requirement.rule]
        let needed = requirement.targets.map { name(judging.judge.rules.items[$0]) }
        let choice = needed.isEmpty ? rule.target : needed.joined(separator: " or ")
        let cause = finding.otherRow.map { $0 == finding.row ? "" : ", see line \(line($0))" } ?? ""
        if operation(row).isAssign {
            return "\(name(item)) needs \(choice), which would not be on\(cause): assign that too"
        }
        return "\(name(item)) is on and needs \(choice), which would be taken away\(cause): "
            + "revoke \(name(item)) too, or assign another that it can need"
    }

    private func seats(_ row: Int) -> String {
        guard let shortage = shortage(row) else { return Codes.count.name }
        return "\(product(row)) has no seat left (\(shortage.inUse) of \(shortage.seats) in use): "
            + "buy \(shortage.short) or revoke some; see shortages.csv"
    }

    private func shortage(_ row: Int) -> Judgement.Shortage? {
        let product = operation(row).product
        let shortages = judging.customers[Int(judging.reading.rows[row].customer)].shortages
        let place = shortages.firstPlace { $0.product >= product }
        return place < shortages.count && shortages[place].product == product ? shortages[place] : nil
    }

    // MARK: - Words

    private func way(_ suggestion: String?, else advice: String) -> String {
        suggestion.map { ": did you mean \(MessageText.plain($0))?" } ?? ": \(advice)"
    }

    private func suggestedUser(_ row: Int, _ cells: RowCells.Cells) -> String? {
        judging.customers[Int(judging.reading.rows[row].customer)].suggestions[KeyFolding.folded(cells.user)]
    }

    private func operation(_ row: Int) -> Operation {
        judging.judge.operations[Int(judging.reading.rows[row].operation)]
    }

    private func product(_ row: Int) -> String { catalog.reference(toProduct: operation(row).product) }

    private func name(_ item: RuleBook.Item) -> String {
        switch item {
        case .plan(let plan): catalog.plans[plan].name
        case .product(let product): catalog.reference(toProduct: product)
        }
    }

    private func line(_ row: Int) -> Int { Int(judging.reading.rows[row].line) }

    private func quoted(_ text: String) -> String { MessageText.value(text) }
}

extension RowExplainer {
    /// What the message of a row with a single code depends on, but for one value in it, where many rows may share it.
    enum Basis: Equatable {
        case seats(customer: Int32, product: Int)
        case location
        /// `isOwn` tells that the other part of it is the row itself, and not what the user had before.
        case rule(Judgement.Finding.Reason, product: Int, isAssign: Bool, isOwn: Bool, namesLine: Bool)
        case file

        /// A number in which it is mixed, for small tables of those used last.
        var mixed: Int {
            switch self {
            case .seats(let customer, let product): (Int(customer) &* 1009 &+ product) &* 8 &+ 1
            case .location: 2
            case .file: 3
            case .rule(let reason, let product, let isAssign, let isOwn, let namesLine):
                (reason.mixed &* 67 &+ product) &* 8 &+ (isAssign ? 4 : 0) &+ (isOwn ? 1 : 0) &+ (namesLine ? 2 : 0)
            }
        }
    }

    /// What the row's message depends on, and the value in it that is its own: a user or the number of a line, or nothing.
    ///
    /// Nil when it is more than that.
    func basis(_ row: Int, _ findings: ArraySlice<Judgement.Finding>) -> (basis: Basis, value: String)? {
        let code = judging.outcomes[row].codes
        switch code {
        case .count:
            // Worth keeping only for other rows that it refuses.
            guard let shortage = shortage(row), shortage.short > 1 else { return nil }
            return (.seats(customer: judging.reading.rows[row].customer, product: shortage.product), "")
        case .fileChangeRefused: return (.file, "")
        case .usageLocationMissing:
            guard let user = plainUser(row) else { return nil }
            return (.location, user)
        case .prohibitedInUsageLocation, .mutuallyExclusive, .dependency:
            // One code, and so one finding.
            guard let finding = findings.first else { return nil }
            let isOwn = finding.otherRow == row
            let otherLine = finding.otherRow.flatMap { $0 == row ? nil : String(line($0)) }
            let user = code == .prohibitedInUsageLocation ? plainUser(row) : ""
            guard let user else { return nil }
            let operation = operation(row)
            let basis = Basis.rule(
                finding.reason,
                // Named by what is said of places alone.
                product: code == .prohibitedInUsageLocation ? operation.product : -1,
                isAssign: operation.isAssign,
                isOwn: isOwn,
                namesLine: otherLine != nil
            )
            return (basis, otherLine ?? user)
        default: return nil
        }
    }

    /// The row's user as it is written, when a message and a cell can hold it just so.
    private func plainUser(_ row: Int) -> String? {
        let user = cells.cells(of: row, in: judging.reading.rows).user
        guard !user.isEmpty, user.utf8.count <= 60 else { return nil }
        for byte in user.utf8 where byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") { return nil }
        return user
    }
}

extension Judgement.Finding.Reason {
    fileprivate var mixed: Int {
        switch self {
        case .location: 1
        case .prohibited(let item): item.mixed &* 4 &+ 2
        case .conflict(let item, let other): (item.mixed &* 31 &+ other.mixed) &* 4 &+ 3
        case .requirement(let number): number &* 4
        case .seats: 5
        case .userChange: 9
        }
    }
}

extension RuleBook.Item {
    fileprivate var mixed: Int {
        switch self {
        case .plan(let number): number &* 2
        case .product(let number): number &* 2 &+ 1
        }
    }
}
