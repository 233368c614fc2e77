import Licensing
import Synchronization

/// How holds are written in `result_before` and `result_after` (SPEC 6), each text and each pair of them kept once.
struct HoldTexts: Sendable {
    /// The numbers of two texts: those of a row's hold before the file and after it.
    struct Pair: Sendable, Hashable {
        let before: UInt32
        let after: UInt32
    }

    static let notHeld: UInt32 = 0

    /// `""` for not held is number 0, `*` for all plans number 1.
    private(set) var texts = ["", "*"]
    /// First those of the two texts that are always there, as `HoldNumbers` counts them.
    private(set) var pairs = [Pair(0, 0), Pair(0, 1), Pair(1, 0), Pair(1, 1)]
    fileprivate let catalog: Catalog
    private var numbers: [Hold: UInt32] = [:]
    private var pairNumbers: [Pair: UInt32] = [:]

    fileprivate struct Hold: Hashable {
        let product: Int
        let places: Places
    }

    init(catalog: Catalog) {
        self.catalog = catalog
    }

    /// Texts and pairs that were numbered before; there will be no more.
    init(catalog: Catalog, texts: [String], pairs: [Pair]) {
        self.catalog = catalog
        self.texts = texts
        self.pairs = pairs
    }

    /// The texts of a pair.
    subscript(pair: UInt32) -> (before: String, after: String) {
        let pair = pairs[Int(pair)]
        return (texts[Int(pair.before)], texts[Int(pair.after)])
    }

    /// The number of the text for a hold that is neither of the two.
    fileprivate mutating func number(of hold: Hold) -> UInt32 {
        if let number = numbers[hold] { return number }
        let number = UInt32(texts.count)
        texts.append(catalog.plansText(of: hold.places, product: hold.product))
        numbers[hold] = number
        return number
    }

    /// The number of a pair that is not one of the first four.
    fileprivate mutating func number(of pair: Pair) -> UInt32 {
        if let number = pairNumbers[pair] { return number }
        let number = UInt32(pairs.count)
        pairs.append(pair)
        pairNumbers[pair] = number
        return number
    }
}

extension HoldTexts.Pair {
    fileprivate init(_ before: UInt32, _ after: UInt32) {
        self.before = before
        self.after = after
    }
}

/// Numbers the holds of rows for several workers at once.
final class HoldNumbers: Sendable {
    private let shared: Mutex<HoldTexts>
    /// By product: held with every plan enabled.
    ///
    /// Kept here, for a product taken from the catalog is copied.
    private let allPlaces: [Places]

    /// What one worker asked for last, by slot: most is found here, without a lock and a dictionary's hashing.
    struct Recent {
        fileprivate var holds = [(hold: HoldTexts.Hold, number: UInt32)](
            repeating: (HoldTexts.Hold(product: -1, places: Places()), 0),
            count: slots
        )
        fileprivate var pairs = [(pair: HoldTexts.Pair, number: UInt32)](
            repeating: (HoldTexts.Pair(0, 0), 0),
            count: slots
        )
        fileprivate static let slots = 512

        fileprivate static func slot(_ hold: HoldTexts.Hold) -> Int {
            (hold.places.mixed &+ hold.product &* 31) & (slots - 1)
        }

        fileprivate static func slot(_ pair: HoldTexts.Pair) -> Int {
            Int(pair.before &* 31 &+ pair.after) & (slots - 1)
        }
    }

    /// Where one worker at a time keeps what it asked for.
    final class Desk: Sendable {
        /// The lock is never waited for: it says that a desk has one user at a time.
        private let recent = Mutex(Recent())

        func use(_ body: (inout Recent) -> Void) { recent.withLock { body(&$0) } }
    }

    let desks = Pool { Desk() }

    init(_ texts: HoldTexts) {
        allPlaces = texts.catalog.products.map(\.allPlaces)
        shared = Mutex(texts)
    }

    var texts: HoldTexts { shared.withLock { $0 } }

    /// The number of the pair of texts for the holds that a verdict speaks of.
    func number(of verdict: Judgement.Verdict, _ recent: inout Recent) -> UInt32 {
        let before = number(of: verdict.before, product: verdict.product, &recent)
        let isSame = verdict.before == verdict.after
        let pair = HoldTexts.Pair(
            before,
            isSame ? before : number(of: verdict.after, product: verdict.product, &recent)
        )
        if pair.before < 2, pair.after < 2 { return pair.before * 2 + pair.after }
        let slot = Recent.slot(pair)
        if recent.pairs[slot].pair == pair { return recent.pairs[slot].number }
        let number = shared.withLock { $0.number(of: pair) }
        recent.pairs[slot] = (pair, number)
        return number
    }

    private func number(of places: Places, product: Int, _ recent: inout Recent) -> UInt32 {
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
