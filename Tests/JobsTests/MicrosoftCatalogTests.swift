import Foundation
import Jobs
import Licensing
import SQLiteStore
import TestSupport
import Testing

/// Microsoft's own file as it is published, with all its dirt; it stands in the shared folder and not in the project.
@Suite("Microsoft's catalog")
struct MicrosoftCatalogTests {
    @Test("imports as it is, and comes back as the same bytes")
    func importsAsItIs() throws {
        let data = SharedCase.sharedFolder.appending(path: "data")
        let catalog = data.appending(path: "products-microsoft-2026-01.csv")
        try #require(
            FileManager.default.fileExists(atPath: catalog.path),
            "no catalog at \(catalog.path): set SEATWISE_SHARED to the folder that holds `data`"
        )
        let folder = try ScratchFolder()
        try FileManager.default.copyItem(atPath: catalog.path, toPath: folder.path("products.csv"))
        try FileManager.default.copyItem(
            atPath: data.appending(path: "rules.csv").path,
            toPath: folder.path("rules.csv")
        )
        let store = try WorldStore.importing(folder.url.path)
        let (products, plans, rules) = try store.directory.read { reader in
            let catalog = try reader.catalog()
            return (catalog.products.count, catalog.plans.count, catalog.rules.count)
        }
        #expect(products == 569)
        #expect(plans == 723)
        #expect(rules == 38)
        let first = try store.exported()
        let again = try WorldStore.importing(store.folder.path("export"))
        #expect(try again.exported() == first)
    }
}
