import Licensing

/// How holds are written in `result_before` and `result_after` (SPEC 6), each text kept once.
struct HoldTexts: Sendable {
    /// `""` for not held is number 0, `*` for all plans number 1.
    private(set) var texts = ["", "*"]
    private let catalog: Catalog
    private var numbers: [Key: UInt32] = [:]

    private struct Key: Hashable {
        let product: Int
        let places: Places
    }

    init(catalog: Catalog) {
        self.catalog = catalog
    }

    /// The number of the text for a hold.
    mutating func number(of places: Places, product: Int) -> UInt32 {
        guard places.isHeld else { return 0 }
        if places == catalog.products[product].allPlaces { return 1 }
        let key = Key(product: product, places: places)
        if let number = numbers[key] { return number }
        let number = UInt32(texts.count)
        texts.append(catalog.plansText(of: places, product: product))
        numbers[key] = number
        return number
    }
}
