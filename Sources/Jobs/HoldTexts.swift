import Licensing
import Synchronization

/// How holds are written in `result_before` and `result_after` (SPEC 6), each text kept once.
struct HoldTexts: Sendable {
    /// `""` for not held is number 0, `*` for all plans number 1.
    private(set) var texts = ["", "*"]
    fileprivate let catalog: Catalog
    private var numbers: [Hold: UInt32] = [:]

    fileprivate struct Hold: Hashable {
        let product: Int
        let places: Places
    }

    init(catalog: Catalog) {
        self.catalog = catalog
    }

    /// The number of the text for a hold that is neither of the two.
    fileprivate mutating func number(of hold: Hold) -> UInt32 {
        if let number = numbers[hold] { return number }
        let number = UInt32(texts.count)
        texts.append(catalog.plansText(of: hold.places, product: hold.product))
        numbers[hold] = number
        return number
    }
}

/// Numbers the texts of holds for several workers at once.
final class HoldNumbers: Sendable {
    private let shared: Mutex<HoldTexts>
    /// By product: held with every plan enabled.
    ///
    /// Kept here, for a product taken from the catalog is copied.
    private let allPlaces: [Places]

    /// The holds that one worker asked for last, by slot: most are found here, without a lock and a dictionary's hashing.
    struct Recent {
        fileprivate var holds = [(hold: HoldTexts.Hold, number: UInt32)](
            repeating: (HoldTexts.Hold(product: -1, places: Places()), 0),
            count: slots
        )
        fileprivate static let slots = 256

        fileprivate static func slot(_ hold: HoldTexts.Hold) -> Int {
            (hold.places.mixed &+ hold.product &* 31) & (slots - 1)
        }
    }

    init(_ texts: HoldTexts) {
        allPlaces = texts.catalog.products.map(\.allPlaces)
        shared = Mutex(texts)
    }

    var texts: HoldTexts { shared.withLock { $0 } }

    /// The number of the text for a hold.
    func number(of places: Places, product: Int, _ recent: inout Recent) -> UInt32 {
        guard places.isHeld else { return 0 }
        if places == allPlaces[product] { return 1 }
        let hold = HoldTexts.Hold(product: product, places: places)
        let slot = Recent.slot(hold)
        if recent.holds[slot].hold == hold { return recent.holds[slot].number }
        let number = shared.withLock { $0.number(of: hold) }
        recent.holds[slot] = (hold, number)
        return number
    }
}
