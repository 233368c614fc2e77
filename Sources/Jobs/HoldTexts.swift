import Licensing

/// How holds are written in `result_before` and `result_after` (SPEC 6), each text kept once.
struct HoldTexts: Sendable {
    /// `""` for not held is number 0, `*` for all plans number 1.
    private(set) var texts = ["", "*"]
    private let catalog: Catalog
    /// By product: held with every plan enabled.
    ///
    /// Kept here, for a product taken from the catalog is copied.
    private let allPlaces: [Places]
    /// By product: the texts of its holds, the one asked for last in front.
    private var known: [Known]

    private struct Known: Sendable {
        var last: (places: Places, number: UInt32)?
        var numbers: [Places: UInt32] = [:]
    }

    init(catalog: Catalog) {
        self.catalog = catalog
        allPlaces = catalog.products.map(\.allPlaces)
        known = [Known](repeating: Known(), count: catalog.products.count)
    }

    /// The number of the text for a hold.
    mutating func number(of places: Places, product: Int) -> UInt32 {
        guard places.isHeld else { return 0 }
        if places == allPlaces[product] { return 1 }
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
