import Licensing

/// Translates between a catalog's positions and what the store keeps: product numbers and the numbers of disabled plans.
final class CatalogCodec {
    /// A plan of one product: its number in the store, and its position in the product.
    private struct Plan {
        let number: Int
        let position: Int
    }

    private let products: [Product]
    private let plans: [ServicePlan]
    /// By product number: position in the catalog, or -1.
    private let positions: [Int32]
    private let numbers: [Int]
    private let allPlaces: [Places]
    /// By product: its plans, sorted by number; made when first needed.
    private var tables: [[Plan]?]

    init(_ catalog: Catalog) {
        products = catalog.products
        plans = catalog.plans
        var positions = [Int32](repeating: -1, count: (products.lazy.map(\.number).max() ?? 0) + 1)
        for (position, product) in products.enumerated() { positions[product.number] = Int32(position) }
        self.positions = positions
        numbers = products.map(\.number)
        allPlaces = products.map(\.allPlaces)
        tables = Array(repeating: nil, count: products.count)
    }

    /// Whether this was made for `catalog` itself, by the storage they share: the copy held here keeps it from being
    /// anything else's.
    func isMade(for catalog: Catalog) -> Bool {
        guard products.count == catalog.products.count else { return false }
        return products.withUnsafeBufferPointer { mine in
            catalog.products.withUnsafeBufferPointer { mine.baseAddress == $0.baseAddress }
        }
    }

    /// The position of a product by its number, or nil when the catalog does not have it.
    func position(ofProduct number: Int) -> Int? {
        guard positions.indices.contains(number), positions[number] >= 0 else { return nil }
        return Int(positions[number])
    }

    func number(ofProduct position: Int) -> Int { numbers[position] }

    /// The places of a held product with the plans disabled that a block of holdings names; plans that it no longer has are
    /// passed over.
    func places(ofProduct position: Int, disabled: Span<UInt8>) -> Places {
        guard !disabled.isEmpty else { return allPlaces[position] }
        let table = table(ofProduct: position)
        var off = Places()
        var (index, number, next) = (0, 0, 0)
        // The cursor that found the bytes has been through them. Both sides are sorted by number.
        let count = (try? disabled.number(at: &index)) ?? 0
        for _ in 0..<count {
            number += (try? disabled.number(at: &index)) ?? 0
            while next < table.count, table[next].number < number { next += 1 }
            guard next < table.count else { break }
            if table[next].number == number { off.insert(table[next].position) }
        }
        return allPlaces[position].subtracting(off)
    }

    /// Writes the disabled plans of a held product into `disabled` as a block of holdings has them; nothing when all are
    /// enabled.
    func encode(_ places: Places, ofProduct position: Int, into disabled: inout [UInt8]) {
        disabled.removeAll(keepingCapacity: true)
        guard places != allPlaces[position] else { return }
        let off = table(ofProduct: position).filter { !places.contains($0.position) }
        disabled.append(number: off.count)
        var last = 0
        for plan in off {
            disabled.append(number: plan.number - last)
            last = plan.number
        }
    }

    private func table(ofProduct position: Int) -> [Plan] {
        if let table = tables[position] { return table }
        let table = products[position].plans.enumerated()
            .map { Plan(number: plans[$0.element].number, position: $0.offset) }
            .sorted { $0.number < $1.number }
        tables[position] = table
        return table
    }
}
