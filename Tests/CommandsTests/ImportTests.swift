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

    /// Of each user the UPN before and after, by id; one line each in this order.
    @Test(arguments: [
        [("ada", "bo"), ("bo", "ada")],
        [("ada", "bo"), ("bo", "cy"), ("cy", "ada")],
        [("cy", "bo"), ("bo", "ada"), ("ada", "cy")],
        [("ada", "bo"), ("bo", "new")],
    ])
    func usersNamedByIDMayExchangeTheirNames(moves: [(String, String)]) throws {
        let stage = try Stage.withNamedUsers()
        let lines = moves.map { "c1,\($0.1)@acme.example,id-\($0.0),IT,\n" }.joined()
        try stage.write("customer,user,id,usage_location,name\n" + lines, as: "users.csv")
        #expect(stage.run("import", stage.path, "--quiet") == .success)
        #expect(stage.run("export", stage.path + "/out", "--quiet") == .success)
        let exported = try String(contentsOfFile: stage.path + "/out/users.csv", encoding: .utf8)
        for (id, name) in moves { #expect(exported.contains("c1,\(name)@acme.example,id-\(id),")) }
        // What a user holds stays with the user, whatever the user is called now.
        let holder = moves.first { $0.0 == "bo" }?.1 ?? ""
        let held = try String(contentsOfFile: stage.path + "/out/assignments.csv", encoding: .utf8)
        #expect(held.contains("c1,\(holder)@acme.example,MAIL,"))
    }

    @Test(arguments: [
        ([("ada", "bo")], [2]),
        ([("cy", "cy"), ("ada", "bo")], [3]),
        ([("bo", "bo"), ("ada", "bo")], [3]),
        ([("ada", "bo"), ("bo", "bo")], [2, 3]),
        ([("ada", "bo"), ("cy", "ada")], [2]),
    ])
    func aNameThatItsUserKeepsIsNotGivenToAnother(lines: [(String, String)], faults: [Int]) throws {
        let stage = try Stage.withNamedUsers()
        let text = lines.map { "c1,\($0.1)@acme.example,id-\($0.0),IT,\n" }.joined()
        try stage.write("customer,user,id,usage_location,name\n" + text, as: "users.csv")
        #expect(stage.run("import", stage.path) == .unreadable)
        for line in faults { #expect(stage.messages.contains("users.csv, line \(line): DuplicateKey: ")) }
        #expect(stage.messages.contains("nothing was imported: \(faults.count) line"))
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

extension Stage {
    /// A world with ada, bo and cy, whose ids are `id-` and their names; bo holds MAIL.
    fileprivate static func withNamedUsers() throws -> Stage {
        let stage = try Stage.withWorld()
        let users = ["ada", "bo", "cy"].map { "c1,\($0)@acme.example,id-\($0),IT,\n" }.joined()
        try stage.write("customer,user,id,usage_location,name\n" + users, as: "users.csv")
        guard stage.run("import", stage.path, "--replace", "--quiet") == .success else {
            throw NotImported(why: stage.messages)
        }
        try FileManager.default.removeItem(atPath: stage.path + "/assignments.csv")
        return stage
    }

    private struct NotImported: Error {
        let why: String
    }
}
