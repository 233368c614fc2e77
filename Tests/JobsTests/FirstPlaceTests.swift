import Testing

@testable import Jobs

@Suite struct FirstPlaceTests {
    @Test func thePlaceIsTheFirstAtWhichItHolds() {
        for count in 0...20 {
            let numbers = Array(0..<count)
            for wanted in 0...count + 1 {
                #expect(numbers.firstPlace { $0 >= wanted } == min(wanted, count))
            }
        }
    }
}
