package import Foundation

extension World {
    /// Reads a world from a folder of the seven files, such as those of the shared cases.
    ///
    /// Columns of the manifest beyond the five that a world knows are not kept.
    package init(folder: URL, atomic: Atomic) throws {
        self = try WorldReader(folder: folder).world(atomic: atomic)
    }
}

/// Reads the seven files of a world from a folder such as those of the shared cases.
struct WorldReader {
    /// What makes a folder no world: these files are the tests' own, so it ends the test with the place.
    enum Failure: Error, CustomStringConvertible {
        case missingColumn(String, file: URL)
        case notANumber(String, file: URL, line: Int)

        var description: String {
            switch self {
            case .missingColumn(let column, let file): "no column \(column) in \(file.path)"
            case .notANumber(let text, let file, let line):
                "not a number of seats: \(text) in \(file.path), line \(line)"
            }
        }
    }

    var folder: URL

    func world(atomic: World.Atomic) throws -> World {
        World(
            products: try products(),
            rules: try table("rules.csv", World.ruleColumns).map {
                World.Rule($0.cells[0], $0.cells[1], $0.cells[2], note: $0.cells[3])
            },
            customers: try table("customers.csv", World.customerColumns).map {
                World.Customer(id: $0.cells[0], domain: $0.cells[1], name: $0.cells[2], country: $0.cells[3])
            },
            users: try table("users.csv", World.userColumns).map {
                World.User(
                    customer: $0.cells[0],
                    upn: $0.cells[1],
                    id: $0.cells[2],
                    location: $0.cells[3],
                    name: $0.cells[4]
                )
            },
            subscriptions: try subscriptions(),
            assignments: try table("assignments.csv", World.assignmentColumns).map {
                World.Assignment(
                    customer: $0.cells[0],
                    user: $0.cells[1],
                    product: $0.cells[2],
                    disabledPlans: $0.cells[3].split(separator: ";").map(String.init)
                )
            },
            rows: try rows(),
            atomic: atomic
        )
    }

    /// Gathers the lines of `products.csv`, one per plan, into products in order of their first line.
    private func products() throws -> [World.Product] {
        var products: [World.Product] = []
        for record in try table("products.csv", World.productColumns) {
            let plan = World.Plan(id: record.cells[4], name: record.cells[3])
            if let index = products.firstIndex(where: { $0.id.lowercased() == record.cells[2].lowercased() }) {
                products[index].plans.append(plan)
            } else {
                let (name, partNumber, id) = (record.cells[0], record.cells[1], record.cells[2])
                products.append(World.Product(id: id, partNumber: partNumber, name: name, plans: [plan]))
            }
        }
        return products
    }

    private func subscriptions() throws -> [World.Subscription] {
        try table("subscriptions.csv", World.subscriptionColumns).map { record in
            guard let seats = Int(record.cells[2]) else {
                let file = folder.appending(path: "subscriptions.csv")
                throw Failure.notANumber(record.cells[2], file: file, line: record.line)
            }
            return World.Subscription(customer: record.cells[0], product: record.cells[1], seats: seats)
        }
    }

    private func rows() throws -> [World.Row] {
        let width = World.manifestColumns.count
        return try table("manifest.csv", World.manifestColumns).map { record in
            World.Row(
                line: record.line,
                customer: record.cells[0],
                user: record.cells[1],
                product: record.cells[2],
                action: record.cells[3],
                plans: record.cells[4],
                extra: Array(record.cells[width...]),
                isShort: record.width < width
            )
        }
    }

    private struct Line {
        var line: Int
        /// The cells of the columns asked for, then those beyond the header.
        var cells: [String]
        /// How many cells the line itself has.
        var width: Int
    }

    /// The records of one file, their cells in the order of `columns`, cells that are not there being empty.
    private func table(_ name: String, _ columns: [String]) throws -> [Line] {
        let file = folder.appending(path: name)
        let records = CSVText.records(of: try String(contentsOf: file, encoding: .utf8))
        let header = records.first?.cells.map { $0.lowercased() } ?? []
        let places = try columns.map { column in
            guard let place = header.firstIndex(of: column.lowercased()) else {
                throw Failure.missingColumn(column, file: file)
            }
            return place
        }
        return records.dropFirst().map { record in
            let named = places.map { $0 < record.cells.count ? record.cells[$0] : "" }
            let surplus = record.cells.dropFirst(header.count)
            return Line(line: record.line, cells: named + surplus, width: record.cells.count)
        }
    }
}
