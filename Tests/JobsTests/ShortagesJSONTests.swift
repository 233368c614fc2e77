import FoundationEssentials
import Testing

@testable import Jobs

@Suite struct ShortagesJSONTests {
    /// The whole summary as Foundation would write it.
    private struct Listed: Encodable {
        struct Line: Encodable {
            let customer, name, product: String
            let seats, in_use, short: Int
        }
        let a: String
        let shortages: [Line]
        let z: String
    }

    private static let texts = [
        "plain", "a\"b\\c/d", "line\r\nend\t\u{1}\u{7F}", "è 漢 \u{2028}", "", "\"shortages\" : [\n\n  ]",
    ]

    private static let shortages = (0..<250).map { number in
        SeatShortage(
            customer: texts[number % texts.count],
            product: texts[number / 2 % texts.count],
            name: texts[number / 3 % texts.count],
            seats: number,
            inUse: number * 7,
            short: 1
        )
    }

    @Test(arguments: [1, 2, 99, 100, 101, 250])
    func theListIsLaidOutAsTheEncoderDoes(_ count: Int) throws {
        let shortages = Self.shortages.prefix(count)
        let lines = shortages.map {
            Listed.Line(
                customer: $0.customer,
                name: $0.name,
                product: $0.product,
                seats: $0.seats,
                in_use: $0.inUse,
                short: $0.short
            )
        }
        let whole = try JSONText.of(Listed(a: ShortagesJSON.none, shortages: lines, z: ShortagesJSON.none))
        let frame = try JSONText.of(Listed(a: ShortagesJSON.none, shortages: [], z: ShortagesJSON.none))
        var list = ""
        try ShortagesJSON.write(Array(shortages)) { list += $0 }
        let place = try #require(frame.firstRange(of: ShortagesJSON.none))
        #expect(frame[..<place.lowerBound] + list + frame[place.upperBound...] == whole)
    }
}
