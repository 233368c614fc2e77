import Jobs
import Licensing

/// Writes holdings into the open transaction, block by block: fast where they come in the order of customer and user.
///
/// What was set is written for certain after `flush` only.
struct HoldingWriter {
    private struct Edit {
        let user: Int
        /// Position in the catalog.
        let product: Int
        let expected: Places?
        let places: Places
    }

    private let table: HoldingTable
    private let codec: CatalogCodec
    private var customer = 0
    private var block = 0
    private var edits: [Edit] = []
    private var disabled: [UInt8] = []

    init(_ connection: Connection, codec: CatalogCodec) {
        table = HoldingTable(connection: connection)
        self.codec = codec
    }

    /// Sets what a user holds of a product.
    ///
    /// - Parameters:
    ///   - product: its position in the catalog.
    ///   - user: the user's number.
    ///   - customer: the customer's number.
    ///   - places: what the user holds from now on.
    ///   - expected: what the store must hold, or nil where it does not matter.
    /// - Throws: `StoreError` when the store does not hold what is expected.
    mutating func set(
        _ product: Int,
        of user: Int,
        _ customer: Int,
        to places: Places,
        expecting expected: Places? = nil
    ) throws {
        let block = HoldingBlock.number(ofUser: user)
        let isInOrder = edits.last.map { ($0.user, $0.product) < (user, product) } ?? true
        if !isInOrder || (customer, block) != (self.customer, self.block) {
            try flush()
            (self.customer, self.block) = (customer, block)
        }
        edits.append(Edit(user: user, product: product, expected: expected, places: places))
    }

    /// Writes what was set.
    mutating func flush() throws {
        guard !edits.isEmpty else { return }
        let old = try table.bytes(ofBlock: block, of: customer)
        let new = try edited(old.span)
        edits.removeAll(keepingCapacity: true)
        if new != old { try table.put(new, block: block, of: customer) }
    }

    private mutating func edited(_ old: Span<UInt8>) throws -> [UInt8] {
        var cursor = HoldingCursor(block: block)
        var new = HoldingBytes(block: block)
        var kept = try table.next(&cursor, in: old)
        for edit in edits {
            let key = (edit.user, codec.number(ofProduct: edit.product))
            while let holding = kept, (holding.user, holding.product) < key {
                new.append(holding, of: old)
                kept = try table.next(&cursor, in: old)
            }
            var before = Places()
            if let holding = kept, (holding.user, holding.product) == key {
                before = codec.places(ofProduct: edit.product, disabled: old.extracting(holding.disabled))
                kept = try table.next(&cursor, in: old)
            }
            guard edit.expected == nil || edit.expected == before else {
                throw StoreError.changedMeanwhile(table.connection.file)
            }
            guard edit.places.isHeld else { continue }
            codec.encode(edit.places, ofProduct: edit.product, into: &disabled)
            new.append(user: edit.user, product: key.1, disabled: disabled.span)
        }
        while let holding = kept {
            new.append(holding, of: old)
            kept = try table.next(&cursor, in: old)
        }
        return new.bytes
    }
}
