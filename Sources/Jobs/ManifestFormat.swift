package import Manifest

/// The columns of a manifest (SPEC 2).
package enum ManifestFormat {
    package static let customer = ColumnSpec("customer", aliases: ["tenant", "cliente"])
    package static let user = ColumnSpec("user", aliases: ["upn", "userPrincipalName", "utente"])
    package static let product = ColumnSpec(
        "product",
        aliases: ["sku", "skuPartNumber", "skuId", "license", "prodotto"]
    )
    package static let action = ColumnSpec("action", aliases: ["azione"])
    package static let plans = ColumnSpec("plans", aliases: ["servicePlans", "piani"], isNeeded: false)

    package static let columns = [customer, user, product, action, plans]

    /// What `seatwise template` prints: the header alone.
    package static let template = columns.map(\.name).joined(separator: ",") + "\n"
}
