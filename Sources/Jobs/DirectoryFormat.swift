import Manifest

/// The files of `import` and `export` (SPEC 4), in the order in which they build on each other.
package enum DirectoryFormat: String, CaseIterable, Sendable {
    case products, rules, customers, users, subscriptions, assignments

    package var fileName: String { rawValue + ".csv" }

    /// Whether it says what there is to hold, and not who holds it.
    var isCatalog: Bool { self == .products || self == .rules }

    var columns: [ColumnSpec] {
        switch self {
        case .products:
            [
                ColumnSpec("Product_Display_Name"), ColumnSpec("String_Id"), ColumnSpec("GUID"),
                ColumnSpec("Service_Plan_Name"), ColumnSpec("Service_Plan_Id"),
                ColumnSpec("Service_Plans_Included_Friendly_Names", isNeeded: false),
            ]
        case .rules:
            [ColumnSpec("rule"), ColumnSpec("subject"), ColumnSpec("target"), ColumnSpec("note", isNeeded: false)]
        case .customers:
            [
                ColumnSpec("customer"), ColumnSpec("domain"), ColumnSpec("name", isNeeded: false),
                ColumnSpec("country", isNeeded: false),
            ]
        case .users:
            [
                ColumnSpec("customer"), ColumnSpec("user"), ColumnSpec("id"),
                ColumnSpec("usage_location", isNeeded: false), ColumnSpec("name", isNeeded: false),
            ]
        case .subscriptions: [ColumnSpec("customer"), ColumnSpec("product"), ColumnSpec("seats")]
        case .assignments:
            [
                ColumnSpec("customer"), ColumnSpec("user"), ColumnSpec("product"),
                ColumnSpec("disabled_plans", isNeeded: false),
            ]
        }
    }
}
