extension Catalog {
    /// A hold in the syntax of `plans`: empty when not held, `*` with every plan enabled, else `!` and the disabled plans.
    package func plansText(of places: Places, product: Int) -> String {
        guard places.isHeld else { return "" }
        let disabled = disabledPlans(of: places, product: product)
        return disabled.isEmpty ? "*" : "!" + disabled.joined(separator: ";")
    }

    /// The references to the plans of a held product that are disabled, sorted in byte order.
    package func disabledPlans(of places: Places, product: Int) -> [String] {
        let plans = products[product].plans
        return plans.indices.filter { !places.contains($0) }
            .map { reference(toPlan: plans[$0]) }
            .sorted(by: isInByteOrder)
    }
}

/// Whether one text comes before another in the order of their UTF-8 bytes, which is not Swift's own order of strings.
package func isInByteOrder(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}
