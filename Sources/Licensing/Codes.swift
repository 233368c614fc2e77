/// The reasons why a row is refused (SPEC 7): any number of them, kept in the order in which results name them.
package struct Codes: OptionSet, Hashable, Sendable, BitwiseCopyable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// No code: an empty list of them would be made as an array, for every row.
    @inlinable
    package init() {
        rawValue = 0
    }

    /// Stated here, like `isEmpty`, because the set algebra's own goes through a witness table for every row.
    package init(arrayLiteral elements: Codes...) {
        rawValue = elements.reduce(0) { $0 | $1.rawValue }
    }

    package static let missingField = Codes(rawValue: 1 << 0)
    package static let extraField = Codes(rawValue: 1 << 1)
    package static let unknownAction = Codes(rawValue: 1 << 2)
    package static let unknownCustomer = Codes(rawValue: 1 << 3)
    package static let unknownUser = Codes(rawValue: 1 << 4)
    package static let unknownProduct = Codes(rawValue: 1 << 5)
    package static let ambiguousProduct = Codes(rawValue: 1 << 6)
    package static let invalidPlans = Codes(rawValue: 1 << 7)
    package static let unknownPlan = Codes(rawValue: 1 << 8)
    package static let noSubscription = Codes(rawValue: 1 << 9)
    package static let usageLocationMissing = Codes(rawValue: 1 << 10)
    package static let prohibitedInUsageLocation = Codes(rawValue: 1 << 11)
    package static let mutuallyExclusive = Codes(rawValue: 1 << 12)
    package static let dependency = Codes(rawValue: 1 << 13)
    package static let count = Codes(rawValue: 1 << 14)
    package static let userChangeRefused = Codes(rawValue: 1 << 15)
    package static let fileChangeRefused = Codes(rawValue: 1 << 16)

    /// The names that users see, by bit; 10 to 13 of SPEC's table are Microsoft Graph's own.
    package static let names = [
        "MissingField", "ExtraField", "UnknownAction", "UnknownCustomer", "UnknownUser", "UnknownProduct",
        "AmbiguousProduct", "InvalidPlans", "UnknownPlan", "NoSubscription", "UsageLocationMissing",
        "ProhibitedInUsageLocationViolation", "MutuallyExclusiveViolation", "DependencyViolation", "CountViolation",
        "UserChangeRefused", "FileChangeRefused",
    ]

    package var isEmpty: Bool { rawValue == 0 }

    /// Whether there is one code in the set and no other.
    package var isSingle: Bool { rawValue.nonzeroBitCount == 1 }

    /// Each single code in the set, in the order of SPEC 7.
    package var singles: [Codes] {
        var singles: [Codes] = []
        var rest = rawValue
        while rest != 0 {
            singles.append(Codes(rawValue: rest & (~rest + 1)))
            rest &= rest - 1
        }
        return singles
    }

    /// The name of a single code.
    package var name: String {
        Self.names[rawValue.trailingZeroBitCount]
    }
}
