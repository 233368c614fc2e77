import Foundation
import Testing

@testable import Commands

@Suite struct ImportTests {
    @Test func anImportSaysWhatItBrought() throws {
        let stage = try Stage.withWorld()
        let rules = "rule,subject,target,note\nrequires,CHAT,NOWHERE,\n"
        try stage.write(rules, as: "rules.csv")
        #expect(stage.run("import", stage.path) == .success)
        #expect(
            stage.messages.replacing(stage.path + "/", with: "") == """
                imported into seatwise.db:
                  products.csv: 3 rows
                  rules.csv: 1 row
                  customers.csv: 1 row
                  users.csv: 3 rows
                  subscriptions.csv: 2 rows
                  assignments.csv: 1 row
                the catalog has 2 products, 3 plans
                warning: rules speak of 1 name that the catalog does not know, so these are never on: NOWHERE

                """
        )
    }

    @Test func everyBadLineIsNamed() throws {
        let stage = try Stage.withWorld()
        let users = (1...25).map { "nobody,u\($0)@x.example,n\($0),IT,\n" }.joined()
        try stage.write("customer,user,id,usage_location,name\n" + users, as: "users.csv")
        #expect(stage.run("import", stage.path) == .unreadable)
        let lines = stage.messages.split(separator: "\n")
        #expect(lines.first?.hasPrefix("users.csv, line 2: UnknownCustomer: customer \"nobody\"") == true)
        #expect(lines.suffix(2) == ["and 5 more", "Error: nothing was imported: 25 lines cannot be taken, see above"])
        #expect(lines.count == 22)
    }

    @Test func aSlipInTheFolderMakesNoStore() throws {
        let stage = try Stage()
        #expect(stage.run("import", stage.path + "/sampels") == .unreadable)
        #expect(!FileManager.default.fileExists(atPath: stage.path + "/seatwise.db"))
    }

    @Test func jsonNamesEveryFile() throws {
        let stage = try Stage.withWorld()
        #expect(stage.run("import", stage.path, "--json", "--replace") == .success)
        let json = try #require(JSONSerialization.jsonObject(with: Data(stage.results.utf8)) as? [String: Any])
        #expect(json["schema_version"] as? Int == 1)
        #expect(json["products"] as? Int == 2 && json["plans"] as? Int == 3)
        let files = try #require(json["files"] as? [String: [String: Int]])
        #expect(files["users"] == ["rows": 3, "removed": 0])
        #expect(stage.messages.isEmpty)
    }
}
