import Testing

@testable import Commands

@Suite struct CountTextTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1200, "-1,200")])
    func thousandsAreSetApart(number: Int, text: String) {
        #expect(CountText.of(number) == text)
    }

    @Test func oneIsSingular() {
        #expect(CountText.of(1, "row") == "1 row")
        #expect(CountText.of(0, "row") == "0 rows")
        #expect(CountText.of(2, "entry", "entries") == "2 entries")
    }
}
