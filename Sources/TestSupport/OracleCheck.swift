/// Step 3 of SPEC 5: what is wrong with one user's E against S.
struct OracleCheck {
    var fold: OracleFold
    var rules: OracleRules
    /// The user's usage location; empty when there is none.
    var location: String

    struct Violation {
        var code: OracleCode
        /// The rows blamed, by index.
        var blamed: Set<Int>
    }

    /// All violations at this moment; each blames at least one row.
    func violations() -> [Violation] {
        missingLocation() + prohibited() + conflicts() + dependencies()
    }

    /// New places for a user without a usage location.
    ///
    /// "there is any new place and the user has no usage location. Blames the causes of all new places."
    private func missingLocation() -> [Violation] {
        guard OracleNames.trimmed(location).isEmpty, !fold.new.isEmpty else { return [] }
        return [Violation(code: .usageLocationMissing, blamed: fold.causes(of: fold.new))]
    }

    /// Items that the user's location does not allow.
    ///
    /// "an item with a new place is not available at the user's location. Blames the causes of its new places."
    private func prohibited() -> [Violation] {
        guard !OracleNames.trimmed(location).isEmpty else { return [] }
        return Set(fold.new.map(\.item))
            .filter { !rules.allows($0, at: location) }
            .map { item in
                let places = fold.places(of: item, in: fold.new)
                return Violation(code: .prohibitedInUsageLocation, blamed: fold.causes(of: places))
            }
    }

    /// Pairs that the file brings together.
    ///
    /// "two conflicting items are both on in E, and were not both on in S. Blames the causes of the places of whichever was
    /// off in S."
    private func conflicts() -> [Violation] {
        rules.conflicts.compactMap { pair in
            let areOn = pair.allSatisfy { fold.isOn($0, in: fold.end) }
            let wereOn = pair.allSatisfy { fold.isOn($0, in: fold.start) }
            guard areOn, !wereOn else { return nil }
            let blamed = pair.filter { !fold.isOn($0, in: fold.start) }
                .reduce(into: Set<Int>()) { $0.formUnion(fold.causes(of: fold.places(of: $1, in: fold.end))) }
            return Violation(code: .mutuallyExclusive, blamed: blamed)
        }
    }

    /// Items that the file leaves without what they need.
    ///
    /// "an item is on in E, needs one of several, none of which is on in E, and it was not already so in S (on, with none of
    /// them on). Blames the causes of the item's places if it was off in S, and the causes of every place where one of the
    /// needed items was taken away."
    private func dependencies() -> [Violation] {
        rules.requirements.compactMap { requirement in
            guard isUnmet(requirement, in: fold.end), !isUnmet(requirement, in: fold.start) else { return nil }
            var blamed = Set<Int>()
            if !fold.isOn(requirement.item, in: fold.start) {
                blamed.formUnion(fold.causes(of: fold.places(of: requirement.item, in: fold.end)))
            }
            for item in requirement.needed {
                blamed.formUnion(fold.causes(of: fold.places(of: item, in: fold.takenAway)))
            }
            return Violation(code: .dependency, blamed: blamed)
        }
    }

    private func isUnmet(_ requirement: OracleRules.Requirement, in state: Set<OraclePlace>) -> Bool {
        fold.isOn(requirement.item, in: state) && !requirement.needed.contains { fold.isOn($0, in: state) }
    }
}
