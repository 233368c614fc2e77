import TestSupport
import Testing

/// Messages that many rows share but for one value: each names its own.
@Suite struct MessageTests {
    private static let header =
        "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,"
        + "Service_Plans_Included_Friendly_Names\n"
    /// Plain ones, ones with a comma, a quote or a formula's sign, and one that a line of a message holds twice.
    private static let users = [
        "a@c.example", "b@c.example", "=1+1@c.example", "x,y@c.example", "q\"q@c.example", "user",
    ]

    private func tool() throws -> Tool {
        let tool = try Tool.fresh()
        let quoted = Self.users.map { "\"\($0.replacing("\"", with: "\"\""))\"" }
        let plan = "00000000-0000-4000-8000-00000000000"
        let product = "10000000-0000-4000-8000-00000000000"
        try tool.folder.write(
            Self.header
                + "A,A,\(product)1,PA,\(plan)1,PA\nB,B,\(product)2,PB,\(plan)2,PB\nC,C,\(product)3,PC,\(plan)3,PC\n",
            as: "products.csv"
        )
        try tool.folder.write(
            "rule,subject,target,note\nunavailable,product:A,CN,\nconflicts,product:B,product:C,\n",
            as: "rules.csv"
        )
        try tool.folder.write("customer,domain,name,country\nc1,c.example,C,IT\n", as: "customers.csv")
        let lines = quoted.enumerated().map { number, user in
            "c1,\(user),id-\(number),\(number % 2 == 0 ? "CN" : ""),\(user)"
        }
        try tool.folder.write(
            "customer,user,id,usage_location,name\n" + lines.joined(separator: "\n") + "\n",
            as: "users.csv"
        )
        try tool.folder.write("customer,product,seats\nc1,A,90\nc1,B,90\nc1,C,90\n", as: "subscriptions.csv")
        #expect(try tool.run("import", ".").status == 0)
        let rows = quoted.flatMap { user in
            ["A", "B", "C"].map { "c1,\(user),\($0),assign" }
        }
        try tool.folder.write("customer,user,product,action\n" + rows.joined(separator: "\n") + "\n", as: "m.csv")
        return tool
    }

    @Test func eachRowNamesItsOwnUserAndItsOwnLine() throws {
        let tool = try tool()
        #expect(try tool.run("plan", "m.csv", "--out", "plan").status == 1)
        let results = CSVTable(try tool.folder.read("plan/results.csv"))
        let (users, products) = (results.cells("user"), results.cells("product"))
        let (codes, messages) = (results.cells("result_code"), results.cells("result_message"))
        for row in users.indices {
            // The table's reader leaves quotes out.
            let user = Self.users[row / 3].replacing("\"", with: "")
            let isChina = row / 3 % 2 == 0
            switch (products[row], isChina) {
            case ("A", true):
                #expect(codes[row] == "ProhibitedInUsageLocationViolation")
                #expect(messages[row].hasPrefix("A is not available at the usage location of user \(user): "))
            case ("C", true):
                #expect(codes[row] == "MutuallyExclusiveViolation")
                #expect(messages[row].contains(", which line \(row + 1) turns on: "))
            case (_, true): #expect(codes[row] == "")
            case (_, false):
                #expect(codes[row].contains("UsageLocationMissing"))
                #expect(messages[row].contains("user \(user) has no usage location"))
            }
        }
    }
}
