/// How many refused rows a run puts up with before it refuses to change anything: `25`, or `2.5%` of the rows.
package enum ErrorLimit: Hashable, Sendable, CustomStringConvertible {
    case rows(Int)
    case percent(Double)

    /// Reads a whole number from 0 on, or a percentage from 0 to 100; nil for anything else.
    package init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .percent(percent)
        } else {
            guard let rows = Int(text), rows >= 0 else { return nil }
            self = .rows(rows)
        }
    }

    /// Whether `refused` rows of `rows` are more than that.
    func isPassed(by refused: Int, of rows: Int) -> Bool {
        switch self {
        case .rows(let most): refused > most
        case .percent(let most): Double(refused) * 100 > most * Double(rows)
        }
    }

    package var description: String {
        switch self {
        case .rows(let rows): "\(rows)"
        case .percent(let percent): percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
        }
    }
}
