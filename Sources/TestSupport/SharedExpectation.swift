import Foundation

/// The `expected.json` of a shared case, as it is written.
struct SharedExpectation: Decodable {
    var says: String
    var atomic: World.Atomic
    var rows: [Row]
    /// Customer id, UPN, part number, disabled plans.
    var assignmentsAfter: [[String]]
    var shortages: [Shortage]

    enum CodingKeys: String, CodingKey {
        case says, atomic, rows, shortages
        case assignmentsAfter = "assignments_after"
    }

    struct Row: Decodable {
        var line: Int
        var status: String
        var code: String
        var before: String
        var after: String
    }

    /// Written as an array: customer id, part number, number of rows.
    struct Shortage: Decodable {
        var customer: String
        var product: String
        var short: Int

        init(from decoder: any Decoder) throws {
            var values = try decoder.unkeyedContainer()
            customer = try values.decode(String.self)
            product = try values.decode(String.self)
            short = try values.decode(Int.self)
        }
    }

    struct WrongWidth: Error {
        var assignment: [String]
    }

    func outcome() throws -> OracleOutcome {
        OracleOutcome(
            rows: rows.map { row in
                let codes = row.code.split(separator: ";").map(String.init)
                return OracleOutcome.Row(
                    line: row.line,
                    status: row.status,
                    codes: codes,
                    before: row.before,
                    after: row.after
                )
            },
            assignmentsAfter: try assignmentsAfter.map { cells in
                guard cells.count == 4 else { throw WrongWidth(assignment: cells) }
                return OracleOutcome.Assignment(
                    customer: cells[0],
                    user: cells[1],
                    product: cells[2],
                    disabledPlans: cells[3]
                )
            },
            shortages: shortages.map {
                OracleOutcome.Shortage(customer: $0.customer, product: $0.product, short: $0.short)
            }
        )
    }
}

extension World.Atomic: Decodable {}
