/// A row as step 1 of SPEC 5 leaves it, and what became of it since.
struct OracleRow {
    enum Action {
        case assign
        case revoke
    }

    /// A user of one customer, by ids.
    struct UserKey: Hashable {
        var customer: String
        var user: String
    }

    var line: Int
    var user: UserKey?
    var product: World.Product?
    var action: Action?
    var choice: OracleChoice = .empty
    /// The ids of the product's plans that the `plans` cell names.
    var named: Set<String> = []
    /// Why it was refused; empty while it is accepted.
    var codes: Set<OracleCode> = []

    var isAccepted: Bool { codes.isEmpty }
}
