import Licensing

/// How the store keeps who holds what: the holdings of 64 users of a customer in one string of bytes.
///
/// A row for each holding would cost SQLite a thousand instructions to step over and more to change, and a nightly file
/// speaks of most users of a customer: see `docs/performance.md`. The holdings stand one behind the other, sorted by user
/// and product:
///
///     how far the user's number is from the one before, doubled, plus one where plans are disabled
///     the product's number
///     where plans are disabled: how many, and how far the number of each is from the one before
///
/// The first user is counted from the first of the block, the first plan from 0. All are numbers of seven bits to a byte,
/// low ones first, the high bit set in all bytes but the last.
enum HoldingBlock {
    static let userCount = 64

    static func number(ofUser user: Int) -> Int { user / userCount }
    static func firstUser(of block: Int) -> Int { block * userCount }
}

/// The bytes of a block make no sense.
struct DamagedBlock: Error {}

/// Goes through the holdings of a block.
struct HoldingCursor {
    struct Holding {
        let user: Int
        /// The product's number in the store.
        let product: Int
        /// Where the disabled plans stand in the bytes of the block; empty for none.
        let disabled: Range<Int>
    }

    private var user: Int
    private var position = 0

    /// A block that there cannot be holds nothing that makes sense.
    init(block: Int) {
        user = Plausible.users.contains(max(1, block)) ? HoldingBlock.firstUser(of: block) : -1
    }

    /// The next holding in the bytes of the block, or nil after the last.
    mutating func next(in bytes: Span<UInt8>) throws(DamagedBlock) -> Holding? {
        guard position < bytes.count else { return nil }
        let step = try bytes.number(at: &position)
        let product = try bytes.number(at: &position)
        user += step >> 1
        guard Plausible.users.contains(user), Plausible.products.contains(product) else { throw DamagedBlock() }
        let start = position
        if step & 1 != 0 {
            for _ in 0..<(try bytes.number(at: &position)) { _ = try bytes.number(at: &position) }
        }
        return Holding(user: user, product: product, disabled: start..<position)
    }
}

/// The bytes of a block being put together.
struct HoldingBytes {
    private(set) var bytes: [UInt8] = []
    private var lastUser: Int

    init(block: Int) {
        lastUser = HoldingBlock.firstUser(of: block)
    }

    /// Adds a holding of another block behind all there are.
    mutating func append(_ holding: HoldingCursor.Holding, of block: Span<UInt8>) {
        append(user: holding.user, product: holding.product, disabled: block.extracting(holding.disabled))
    }

    /// Adds a holding behind all there are; `disabled` as a block has it.
    mutating func append(user: Int, product: Int, disabled: Span<UInt8>) {
        bytes.append(number: (user - lastUser) << 1 | (disabled.isEmpty ? 0 : 1))
        bytes.append(number: product)
        bytes.append(contentsOf: disabled)
        lastUser = user
    }
}

extension Span<UInt8> {
    /// The number that begins at `position`, which moves behind it.
    func number(at position: inout Int) throws(DamagedBlock) -> Int {
        var number = 0
        for shift in stride(from: 0, to: 56, by: 7) {
            guard position < count else { throw DamagedBlock() }
            let byte = self[position]
            position += 1
            number |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        throw DamagedBlock()
    }
}

extension [UInt8] {
    mutating func append(number: Int) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}
