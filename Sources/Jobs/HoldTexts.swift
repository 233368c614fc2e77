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
    private var numbers: [Hold: UInt32] = [:]
    /// By slot: the hold that was asked for last there.
    ///
    /// Most are found here, without the dictionary's hashing.
    private var recent: [(hold: Hold, number: UInt32)]

    private struct Hold: Hashable {
        let product: Int
        let places: Places

        var slot: Int { (places.mixed &+ product &* 31) & (HoldTexts.slots - 1) }
    }

    private static let slots = 1024

    init(catalog: Catalog) {
        self.catalog = catalog
        allPlaces = catalog.products.map(\.allPlaces)
        recent = Array(repeating: (Hold(product: -1, places: Places()), 0), count: Self.slots)
    }

    /// The number of the text for a hold.
    mutating func number(of places: Places, product: Int) -> UInt32 {
        guard places.isHeld else { return 0 }
        if places == allPlaces[product] { return 1 }
        let hold = Hold(product: product, places: places)
        let slot = hold.slot
        if recent[slot].hold == hold { return recent[slot].number }
        let number = numbers[hold] ?? UInt32(texts.count)
        if number == texts.count {
            texts.append(catalog.plansText(of: places, product: product))
            numbers[hold] = number
        }
        recent[slot] = (hold, number)
        return number
    }
}
