/// The records of a world, one type per file, one property per column.
extension World {
    /// A product and its service plans; the same plan id may stand in many products, and carry another name there.
    package struct Product: Sendable, Equatable {
        package var id: String
        package var partNumber: String
        package var name: String
        package var plans: [Plan]

        package init(id: String, partNumber: String, name: String, plans: [Plan]) {
            self.id = id
            self.partNumber = partNumber
            self.name = name
            self.plans = plans
        }
    }

    /// One service plan as one line of `products.csv` names it.
    package struct Plan: Sendable, Equatable {
        package var id: String
        package var name: String

        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// One line of `rules.csv`.
    package struct Rule: Sendable, Equatable {
        package var rule: String
        package var subject: String
        package var target: String
        package var note: String

        package init(_ rule: String, _ subject: String, _ target: String, note: String = "") {
            self.rule = rule
            self.subject = subject
            self.target = target
            self.note = note
        }
    }

    package struct Customer: Sendable, Equatable {
        package var id: String
        package var domain: String
        package var name: String
        package var country: String

        package init(id: String, domain: String, name: String = "", country: String = "") {
            self.id = id
            self.domain = domain
            self.name = name
            self.country = country
        }
    }

    package struct User: Sendable, Equatable {
        package var customer: String
        package var upn: String
        package var id: String
        package var location: String
        package var name: String

        package init(customer: String, upn: String, id: String, location: String, name: String = "") {
            self.customer = customer
            self.upn = upn
            self.id = id
            self.location = location
            self.name = name
        }
    }

    package struct Subscription: Sendable, Equatable {
        package var customer: String
        package var product: String
        package var seats: Int

        package init(customer: String, product: String, seats: Int) {
            self.customer = customer
            self.product = product
            self.seats = seats
        }
    }

    package struct Assignment: Sendable, Equatable {
        package var customer: String
        package var user: String
        package var product: String
        package var disabledPlans: [String]

        package init(customer: String, user: String, product: String, disabledPlans: [String] = []) {
            self.customer = customer
            self.user = user
            self.product = product
            self.disabledPlans = disabledPlans
        }
    }

    /// One row of the manifest, its cells as they stand in the file.
    package struct Row: Sendable, Equatable {
        /// The physical line on which the row starts; the header is line 1.
        package var line: Int
        package var customer: String
        package var user: String
        package var product: String
        package var action: String
        package var plans: String
        /// The cells beyond the last column of the header.
        package var extra: [String]
        /// Whether the row is written without the empty cells at its end, as some spreadsheets do.
        package var isShort: Bool

        package init(
            line: Int,
            customer: String,
            user: String,
            product: String,
            action: String,
            plans: String = "",
            extra: [String] = [],
            isShort: Bool = false
        ) {
            self.line = line
            self.customer = customer
            self.user = user
            self.product = product
            self.action = action
            self.plans = plans
            self.extra = extra
            self.isShort = isShort
        }

        /// Every cell of the row, in the order in which the file holds them.
        package var cells: [String] { [customer, user, product, action, plans] + extra }
    }
}
