import Testing

@testable import Jobs

@Suite struct FirstPlaceTests {
    @Test func thePlaceIsTheFirstFromWhereverTheSearchStarts() {
        for count in 0...20 {
            let numbers = Array(0..<count)
            for start in 0...count {
                for wanted in 0...count + 1 {
                    let place = numbers.firstPlace(from: start) { $0 >= wanted }
                    #expect(place == min(max(start, wanted), count))
                }
            }
        }
    }
}
