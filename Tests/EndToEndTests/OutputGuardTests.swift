import TestSupport
import Testing

/// Outputs that would destroy something, and imports that would take more than they were given.
@Suite struct OutputGuardTests {
    @Test(arguments: [
        ["plan", Tool.samples + "/manifest.csv", "--results", "seatwise.db"],
        ["plan", Tool.samples + "/manifest.csv", "--results", "seatwise.db.lock"],
        ["apply", Tool.samples + "/manifest.csv", "--yes", "--results", "seatwise.db"],
        ["plan", Tool.samples + "/manifest.csv", "--out", "out", "--results", "out/failed.csv"],
        ["plan", Tool.samples + "/manifest.csv", "--out", "out", "--results", "./out/../out/summary.json"],
    ])
    func noOutputTakesThePlaceOfTheStoreOrOfAnotherOutput(arguments: [String]) throws {
        let tool = try Tool.withSamples()
        let before = try tool.folder.read("seatwise.db")
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 3, "\(outcome.messages)")
        #expect(try tool.folder.read("seatwise.db") == before)
        #expect(!tool.folder.exists("out/results.csv") && !tool.folder.exists("out/failed.csv"))
    }

    @Test func anExportDoesNotOverwriteTheStore() throws {
        let tool = try Tool.fresh()
        #expect(try tool.run("import", Tool.samples, "--store", "users.csv", "--quiet").status == 0)
        let before = try tool.folder.read("users.csv")
        #expect(try tool.run("export", ".", "--store", "users.csv").status == 3)
        #expect(try tool.folder.read("users.csv") == before)
    }

    @Test(arguments: [
        ("users.csv", "customer,user,id\n", "UserInUse"),
        ("customers.csv", "customer,domain\nother,other.example\n", "CustomerInUse"),
        (
            "products.csv",
            "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id\nA,A,a,P,p\n", "ProductInUse"
        ),
    ])
    func replacingOneKindTakesNothingOfAnother(file: String, text: String, code: String) throws {
        let tool = try Tool.withSamples()
        _ = try tool.run("export", "before", "--quiet")
        try tool.folder.write(text, as: file)
        let outcome = try tool.run("import", ".", "--replace")
        #expect(outcome.status == 65)
        #expect(outcome.messages.contains(code), "\(outcome.messages)")
        _ = try tool.run("export", "after", "--quiet")
        #expect(try tool.folder.contents(of: "before") == tool.folder.contents(of: "after"))
    }

    @Test func aStoreThatWasNeverFilledRefusesThePlanAndNotTheRows() throws {
        let tool = try Tool.fresh()
        try tool.folder.write("customer,user,id\nx,y\n", as: "users.csv")
        #expect(try tool.run("import", ".").status == 65)
        let outcome = try tool.run("plan", Tool.samples + "/manifest.csv")
        #expect(outcome.status == 3)
        #expect(outcome.messages.contains("seatwise import"))
    }

    @Test func whatAKilledRunLeftIsSweptFromTheOutputs() throws {
        let tool = try Tool.withSamples()
        #expect(try tool.run("plan", Tool.samples + "/manifest.csv", "--out", "out").status == 1)
        try tool.folder.write("half", as: "out/.seatwise-left.tmp")
        #expect(try tool.run("plan", Tool.samples + "/manifest.csv", "--out", "out").status == 1)
        #expect(!tool.folder.exists("out/.seatwise-left.tmp"))
    }
}
