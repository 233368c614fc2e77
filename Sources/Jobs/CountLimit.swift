/// How many of something a run puts up with before it refuses to change anything: `25`, or `2.5%` of all there are.
package enum CountLimit: Hashable, Sendable, CustomStringConvertible {
    case number(Int)
    case percent(Double)

    /// Reads a whole number from 0 on, or a percentage from 0 to 100; nil for anything else.
    package init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .percent(percent)
        } else {
            guard let number = Int(text), number >= 0 else { return nil }
            self = .number(number)
        }
    }

    /// Whether `count` of `all` are more than that.
    func isPassed(by count: Int, of all: Int) -> Bool {
        switch self {
        case .number(let most): count > most
        case .percent(let most): Double(count) * 100 > most * Double(all)
        }
    }

    package var description: String {
        switch self {
        case .number(let number): "\(number)"
        case .percent(let percent): percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
        }
    }
}
