/// The codes of SPEC 7, in its order.
package enum OracleCode: String, Sendable, CaseIterable {
    case missingField = "MissingField"
    case extraField = "ExtraField"
    case unknownAction = "UnknownAction"
    case unknownCustomer = "UnknownCustomer"
    case unknownUser = "UnknownUser"
    case unknownProduct = "UnknownProduct"
    case ambiguousProduct = "AmbiguousProduct"
    case invalidPlans = "InvalidPlans"
    case unknownPlan = "UnknownPlan"
    case noSubscription = "NoSubscription"
    case usageLocationMissing = "UsageLocationMissing"
    case prohibitedInUsageLocation = "ProhibitedInUsageLocationViolation"
    case mutuallyExclusive = "MutuallyExclusiveViolation"
    case dependency = "DependencyViolation"
    case count = "CountViolation"
    case userChangeRefused = "UserChangeRefused"
    case fileChangeRefused = "FileChangeRefused"

    /// The names of `codes`, in the order of SPEC 7.
    static func names(of codes: Set<OracleCode>) -> [String] {
        allCases.filter(codes.contains).map(\.rawValue)
    }
}
