import TestSupport
import Testing

/// The sentences of the contract that the shared cases do not show, each with a world of its own.
@Suite("The oracle reads")
struct OracleReadingTests {
    @Test(arguments: [
        ("assign", "", "*", ""),
        ("assign", " * ", "*", ""),
        ("assign", "A", "!B;C", ""),
        ("assign", "a ; b", "!C", ""),
        ("assign", ";A;;B;", "!C", ""),
        ("assign", "plan-b", "!A;C", ""),
        ("assign", "!A", "!A", ""),
        ("assign", "!A,!B", "!A;B", ""),
        ("assign", "!A|B", "!A;B", ""),
        ("assign", "! A", "!A", ""),
        ("assign", "!A;B;C", "!A;B;C", ""),
        ("assign", "A;!B", "", "InvalidPlans"),
        ("assign", "!A;B;!C", "", "InvalidPlans"),
        ("assign", "*;A", "", "InvalidPlans"),
        ("assign", "!*", "", "InvalidPlans"),
        ("assign", "!", "", "InvalidPlans"),
        ("assign", ";,|", "", "InvalidPlans"),
        ("assign", "!NOPE;B;!C", "", "InvalidPlans"),
        ("assign", "NOPE", "", "UnknownPlan"),
        ("assign", "!A;NOPE", "", "UnknownPlan"),
        ("revoke", "A", "", ""),
        ("revoke", "*", "", "InvalidPlans"),
        ("revoke", "!NOPE", "", "InvalidPlans"),
        ("revoke", "NOPE", "", "UnknownPlan"),
        ("grant", "*;A", "", "UnknownAction;InvalidPlans"),
        ("grant", "NOPE", "", "UnknownAction;UnknownPlan"),
        ("grant", "!A", "", "UnknownAction"),
        ("", "NOPE", "", "MissingField;UnknownPlan"),
    ])
    func everyFormOfAPlansCell(action: String, plans: String, after: String, codes: String) {
        let row = judge(rows: [("ann", "SUITE", action, plans)]).rows[0]
        #expect(row.codes.joined(separator: ";") == codes)
        #expect(row.after == after)
    }

    @Test func aRuleByNameAsOneOnEveryPlanOfThatName() {
        let rules = [World.Rule("conflicts", "B", "D")]
        let rows = [("ann", "SUITE", "assign", ""), ("ann", "OTHER", "assign", "")]
        let outcome = judge(rules: rules, rows: rows, plansOfOther: ["D", "B"])
        // OTHER has another plan by the name of B; either of the two is enough for the conflict.
        #expect(outcome.rows.map(\.codes) == [[], ["MutuallyExclusiveViolation"]])
    }

    @Test func aNeedAsMetByAnyPlanOfTheName() {
        let rules = [World.Rule("requires", "C", "B")]
        let rows = [("ann", "SUITE", "assign", "!B"), ("ann", "OTHER", "assign", "!D")]
        #expect(judge(rules: rules, rows: rows, plansOfOther: ["D", "B"]).rows.map(\.codes) == [[], []])
        #expect(judge(rules: rules, rows: rows).rows.map(\.codes) == [["DependencyViolation"], []])
    }

    @Test func whatTheCatalogDoesNotKnowAsNeverOn() {
        let rules = [World.Rule("requires", "C", "NOPE"), World.Rule("conflicts", "A", "NOPE")]
        let outcome = judge(rules: rules, rows: [("ann", "SUITE", "assign", ""), ("bob", "SUITE", "assign", "A")])
        #expect(outcome.rows.map(\.codes) == [["DependencyViolation"], []])
    }

    @Test(arguments: [
        ([World.Rule("available", "A", "CN"), World.Rule("available", "plan-a", "it")], true),
        ([World.Rule("available", "A", "CN;US")], false),
        ([World.Rule("available", "A", "IT"), World.Rule("unavailable", "A", "IT")], false),
        ([World.Rule("unavailable", "A", "CN"), World.Rule("unavailable", "product:SUITE", "IT")], false),
        ([World.Rule("unavailable", "NOPE", "IT")], true),
    ])
    func theRowsOfAvailabilityAsAddingUp(rules: [World.Rule], isAllowed: Bool) {
        let row = judge(rules: rules, rows: [("ann", "SUITE", "assign", "")]).rows[0]
        #expect(row.codes == (isAllowed ? [] : ["ProhibitedInUsageLocationViolation"]))
    }

    @Test func aPlanOfAnAmbiguousNameByItsID() {
        let outcome = judge(rows: [("ann", "OTHER", "assign", "D")], plansOfOther: ["D", "B", "E"])
        #expect(outcome.rows[0].after == "!E;other-b")
    }

    @Test func whatIsRefusedForSeatsBeforeWhatFollowsFromIt() {
        // Ann's add-on needs the product that has no seat left: first the seat is refused, then what needed it.
        let rules = [World.Rule("requires", "D", "product:SUITE")]
        let rows = [("bob", "SUITE", "assign", ""), ("ann", "OTHER", "assign", ""), ("ann", "SUITE", "assign", "")]
        let outcome = judge(rules: rules, rows: rows, seats: 1)
        #expect(outcome.rows.map(\.codes) == [[], ["DependencyViolation"], ["CountViolation"]])
        #expect(outcome.shortages == [OracleOutcome.Shortage(customer: "c1", product: "SUITE", short: 1)])
    }

    @Test func aSeatAsTakenOnlyByTheRowsThatStand() {
        let rules = [World.Rule("unavailable", "product:OTHER", "IT")]
        let rows = [("ann", "OTHER", "assign", ""), ("ann", "SUITE", "assign", ""), ("bob", "SUITE", "assign", "")]
        let outcome = judge(rules: rules, rows: rows, seats: 1, atomic: .user)
        #expect(
            outcome.rows.map(\.codes) == [["ProhibitedInUsageLocationViolation"], ["UserChangeRefused"], []]
        )
    }

    @Test func aFileOfBlankRowsAsAFileOfNone() {
        #expect(judge(rows: []).rows.isEmpty)
        var blank = World()
        blank.rows = [World.Row(line: 2, customer: " ", user: "\u{A0}", product: "", action: "", extra: [""])]
        #expect(Oracle.judge(blank).rows.isEmpty)
    }

    /// Judges rows of user, product, action and plans in a world of two users in Italy and two products.
    private func judge(
        rules: [World.Rule] = [],
        rows: [(String, String, String, String)],
        plansOfOther: [String] = ["D", "E"],
        seats: Int = 5,
        atomic: World.Atomic = .row
    ) -> OracleOutcome {
        let suite = ["A", "B", "C"].map { World.Plan(id: "plan-\($0.lowercased())", name: $0) }
        let other = plansOfOther.map { World.Plan(id: "other-\($0.lowercased())", name: $0) }
        let world = World(
            products: [
                World.Product(id: "p1", partNumber: "SUITE", name: "Suite", plans: suite),
                World.Product(id: "p2", partNumber: "OTHER", name: "Other", plans: other),
            ],
            rules: rules,
            customers: [World.Customer(id: "c1", domain: "c1.example")],
            users: ["ann", "bob"].map { World.User(customer: "c1", upn: $0, id: "id-\($0)", location: "IT") },
            subscriptions: ["SUITE", "OTHER"].map { World.Subscription(customer: "c1", product: $0, seats: seats) },
            rows: rows.enumerated().map { index, row in
                World.Row(line: index + 2, customer: "c1", user: row.0, product: row.1, action: row.2, plans: row.3)
            },
            atomic: atomic
        )
        return Oracle.judge(world)
    }
}
