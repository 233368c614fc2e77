import Manifest
import Testing

@Suite struct ColumnSpecTests {
    private static let specs = [
        ColumnSpec("customer", aliases: ["tenant"]), ColumnSpec("user", aliases: ["upn", "userPrincipalName"]),
        ColumnSpec("plans", aliases: ["servicePlans"], isNeeded: false),
    ]

    private func indices(_ header: String) throws -> [Int?] {
        let scratch = try ScratchFiles()
        return try CSVFile.open(path: scratch.write(header)).indices(of: Self.specs)
    }

    @Test(
        arguments: [
            ("customer,user", [0, 1, nil]), ("note,Plans,UPN,Tenant", [3, 2, 1]),
            (" CUSTOMER\u{A0};\"userprincipalname\"", [0, 1, nil]),
            ("user,,customer,,", [2, 0, nil]), ("'customer,customer,user", [1, 2, nil]),
        ] as [(String, [Int?])]
    )
    func columnsAreFoundByNameOrAliasInAnyOrderAndCase(_ header: String, expected: [Int?]) throws {
        #expect(try indices(header) == expected)
    }

    @Test(arguments: ["customer,note", "customer;upn2;x", "just a title", "Customer user"])
    func aMissingColumnIsRefusedNamingWhatIsThere(_ header: String) throws {
        let refusal = #expect(throws: UnreadableFile.self) { try indices(header) }
        #expect(refusal?.line == 1)
        #expect(refusal?.problem.contains("no column") == true)
        #expect(refusal?.problem.contains("(or upn, userPrincipalName)") == true)
        #expect(refusal?.problem.contains(header.prefix(4)) == true)
        #expect(refusal?.remedy.contains("customer, user") == true)
    }

    @Test(arguments: ["customer,user,Customer", "customer,tenant,user", "customer,user,plans,serviceplans"])
    func aColumnNamedTwiceIsRefusedNamingBoth(_ header: String) throws {
        let refusal = #expect(throws: UnreadableFile.self) { try indices(header) }
        #expect(refusal?.problem.contains("more than one column") == true)
    }

    @Test func columnsOfEarlierResultsAreNotCarried() throws {
        let scratch = try ScratchFiles()
        let file = try CSVFile.open(path: scratch.write("result_line,user,Result_status,results,,RESULT_\n"))
        #expect(file.carriedColumns == [1, 3, 4])
    }
}
