import Licensing

/// How holds are written in `result_before` and `result_after` (SPEC 6), each text kept once.
struct HoldTexts: Sendable {
    /// `""` for not held is number 0, `*` for all plans number 1.
    private(set) var texts = ["", "*"]
    private let catalog: Catalog
    /// By product: the texts of its holds, the one asked for last in front.
    private var known: [Known]

    private struct Known: Sendable {
        var last: (places: Places, number: UInt32)?
        var numbers: [Places: UInt32] = [:]
    }

    init(catalog: Catalog) {
        self.catalog = catalog
        known = [Known](repeating: Known(), count: catalog.products.count)
    }

    /// The number of the text for a hold.
    mutating func number(of places: Places, product: Int) -> UInt32 {
        guard places.isHeld else { return 0 }
        if places == catalog.products[product].allPlaces { return 1 }
        if let last = known[product].last, last.places == places { return last.number }
        let number = known[product].numbers[places] ?? UInt32(texts.count)
        if number == texts.count {
            texts.append(catalog.plansText(of: places, product: product))
            known[product].numbers[places] = number
        }
        known[product].last = (places, number)
        return number
    }
}
