/// Customers, users, subscriptions and what is held before the file.
extension WorldGenerator {
    private static let userNames = ["ann", "bob", "cem", "dee", "eva", "josé"]

    mutating func makeDirectory() {
        for number in 1...random.weighted((6, 1), (3, 2), (1, 3)) {
            let (domain, name) = ("c\(number).example", "Customer \(number)")
            world.customers.append(World.Customer(id: id(3, number), domain: domain, name: name, country: "IT"))
        }
        for number in 0..<random.number(1...6) { makeUser(number) }
        for customer in world.customers { makeSubscriptions(of: customer) }
        for user in world.users { makeAssignments(of: user) }
    }

    private mutating func makeUser(_ number: Int) {
        let customer = random.pick(world.customers, or: world.customers[0])
        // The same UPN in two customers: two users, and only the customer's cell tells which.
        let isShared = number > 0 && random.chance(percent: 6) && customer.id != world.users[number - 1].customer
        let upn = isShared ? world.users[number - 1].upn : "\(Self.userNames[number])@\(customer.domain)"
        let location = random.weighted((40, "IT"), (18, "US"), (18, "CN"), (10, "RU"), (3, "cn"), (11, ""))
        world.users.append(
            World.User(customer: customer.id, upn: upn, id: id(4, number), location: location, name: "User \(number)")
        )
    }

    private mutating func makeSubscriptions(of customer: World.Customer) {
        for product in world.products {
            let seats = random.weighted((9, nil), (10, 0), (16, 1), (20, 2), (20, 3), (25, 4))
            guard let seats else { continue }
            world.subscriptions.append(
                World.Subscription(customer: customer.id, product: unambiguousName(of: product), seats: seats)
            )
        }
    }

    /// What a user holds need not fit the seats or the rules: that is the point of many a sentence of the contract.
    private mutating func makeAssignments(of user: World.User) {
        for product in random.some(of: world.products, percent: 35) {
            let disabled = random.chance(percent: 45) ? random.some(of: product.plans, percent: 45) : []
            world.assignments.append(
                World.Assignment(
                    customer: user.customer,
                    user: random.chance(percent: 10) ? user.id : user.upn,
                    product: unambiguousName(of: product),
                    disabledPlans: disabled.map { plan in
                        // Of a pair that stands twice only the first line counts, and its name.
                        let name = product.plans.first { $0.id == plan.id }?.name ?? plan.name
                        return random.chance(percent: 30) ? plan.id : name
                    }
                )
            )
        }
    }

    /// The part number, or the id where two products have that part number.
    func unambiguousName(of product: World.Product) -> String {
        let key = product.partNumber.lowercased()
        let isAmbiguous = world.products.contains { $0.id != product.id && $0.partNumber.lowercased() == key }
        return isAmbiguous ? product.id : product.partNumber
    }

    /// The products that a user holds before the file.
    func held(by user: World.User) -> [World.Product] {
        let assignments = world.assignments.filter {
            $0.customer == user.customer && [user.upn, user.id].contains($0.user)
        }
        return world.products.filter { product in
            assignments.contains { $0.product == unambiguousName(of: product) }
        }
    }
}
