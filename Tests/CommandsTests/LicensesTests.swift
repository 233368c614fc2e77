import Testing

@testable import Commands

@Suite struct LicensesTests {
    @Test func aCustomersProductsAreATable() throws {
        let stage = try Stage.withWorld()
        #expect(stage.run("licenses", "ACME.example") == .success)
        #expect(
            stage.results == """
                Acme (acme.example)

                PRODUCT  NAME        SEATS  ASSIGNED  AVAILABLE  TO BUY
                MAIL     Acme Mail       5         1          4
                SUITE    Acme Suite      1         0          1

                """
        )
        #expect(stage.messages.isEmpty)
    }

    @Test func usersOfAFileAreShownAsAllSomeOrNone() throws {
        let stage = try Stage.withWorld()
        try stage.write("customer,user\nc1,al@acme.example\nc1,bo@acme.example\nc1,dee@acme.example\n", as: "users.csv")
        #expect(stage.run("licenses", "c1", "--users", stage.path + "/users.csv") == .success)
        #expect(
            stage.results == """
                Acme (acme.example), 2 users of the file

                PRODUCT  NAME        SEATS  ASSIGNED  AVAILABLE  TO BUY  HELD BY
                MAIL     Acme Mail       5         1          4          some (1 of 2)
                SUITE    Acme Suite      1         0          1       1  none (0 of 2)

                MAIL is held by bo@acme.example
                  not by al@acme.example

                1 user of the file not found in this customer: dee@acme.example

                """
        )
    }

    @Test func aCustomerNobodyKnowsIsUsageWithASuggestion() throws {
        let stage = try Stage.withWorld()
        #expect(stage.run("licenses", "acne.example") == .usage)
        #expect(
            stage.messages == "Error: customer \"acne.example\" is not in the directory: did you mean acme.example?\n"
        )
    }
}
