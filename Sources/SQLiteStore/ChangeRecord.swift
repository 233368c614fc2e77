import Jobs
import Licensing

/// What a job changed for one customer, in one string of bytes beside the changes themselves.
///
/// A row for each change would cost more than the change. The changes stand one behind the other, sorted by user and
/// product, numbers as in a `HoldingBlock`:
///
///     how far the user's number is from the one before
///     the product's number
///     the physical line of the manifest
///     the hold before, and the hold after: 0 not held, 1 with all plans, 2 with disabled plans, which follow
struct ChangeRecord {
    private(set) var bytes: [UInt8] = []
    private var lastUser = 0
    private var disabled: [UInt8] = []
    private let codec: CatalogCodec

    init(_ codec: CatalogCodec) {
        self.codec = codec
    }

    /// Adds a change behind all there are.
    mutating func append(_ change: Judgement.Change, line: Int) {
        bytes.append(number: change.user - lastUser)
        lastUser = change.user
        bytes.append(number: codec.number(ofProduct: change.product))
        bytes.append(number: line)
        append(change.before, change.product)
        append(change.after, change.product)
    }

    private mutating func append(_ places: Places, _ product: Int) {
        guard places.isHeld else { return bytes.append(number: 0) }
        codec.encode(places, ofProduct: product, into: &disabled)
        bytes.append(number: disabled.isEmpty ? 1 : 2)
        bytes += disabled
    }

    /// The changes in a record.
    static func changes(in bytes: Span<UInt8>, _ codec: CatalogCodec) throws(DamagedBlock) -> [RecordedChange] {
        var changes: [RecordedChange] = []
        var (position, user) = (0, 0)
        while position < bytes.count {
            user += try bytes.number(at: &position)
            let product = codec.position(ofProduct: try bytes.number(at: &position))
            let line = try bytes.number(at: &position)
            let before = try places(in: bytes, at: &position, product, codec)
            let after = try places(in: bytes, at: &position, product, codec)
            changes.append(RecordedChange(user: user, product: product, line: line, before: before, after: after))
        }
        return changes
    }

    private static func places(
        in bytes: Span<UInt8>,
        at position: inout Int,
        _ product: Int?,
        _ codec: CatalogCodec
    ) throws(DamagedBlock) -> Places {
        let kind = try bytes.number(at: &position)
        guard kind > 0 else { return Places() }
        let start = position
        if kind > 1 {
            for _ in 0..<(try bytes.number(at: &position)) { _ = try bytes.number(at: &position) }
        }
        guard let product else { return Places() }
        return codec.places(ofProduct: product, disabled: bytes.extracting(start..<position))
    }
}
