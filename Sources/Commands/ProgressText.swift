/// How far a stage of work is, in as many words as there is room for.
struct ProgressText {
    /// What is counted.
    enum Unit: Hashable, Sendable {
        case bytes
        /// Things with this name, in the plural.
        case things(String)
    }

    let label: String
    let unit: Unit
    let done: Int
    let total: Int
    /// Seconds since the stage began.
    let elapsed: Double

    private static let barWidth = 20

    /// One line for a terminal, never wider than `columns`.
    func line(columns: Int) -> String {
        let left = timeLeft.map { "  \($0) left" } ?? ""
        let long = "\(label)  \(bar)  \(percent)"
        let candidates = [
            "\(long)  \(amount)\(rate.map { "  " + $0 } ?? "")\(left)", "\(long)  \(amount)\(left)", "\(long)\(left)",
            "\(label)  \(percent)\(left)", "\(label) \(percent)",
        ]
        // The last column stays free: some terminals go to the next line as soon as it is written.
        let fitting = candidates.first { DisplayWidth.of($0) < columns }
        return fitting ?? DisplayWidth.cut("\(label) \(percent)", to: columns - 1)
    }

    /// One line for a log.
    var logLine: String {
        let parts = ["\(label): \(percent.filter { $0 != " " })", amount, rate, timeLeft.map { "\($0) left" }]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private var fraction: Double { total > 0 ? min(1, Double(done) / Double(total)) : 1 }

    private var percent: String {
        let number = String(Int(fraction * 100))
        return String(repeating: " ", count: 3 - number.count) + number + "%"
    }

    private var bar: String {
        let full = Int(fraction * Double(Self.barWidth))
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: Self.barWidth - full) + "]"
    }

    private var amount: String {
        switch unit {
        case .bytes: "\(Self.megabytes(Double(done))) of \(Self.megabytes(Double(total))) MB"
        case .things(let name): "\(CountText.of(done)) of \(CountText.of(total)) \(name)"
        }
    }

    private var rate: String? {
        guard done > 0, elapsed > 0 else { return nil }
        let rate = Double(done) / elapsed
        switch unit {
        case .bytes: return "\(Self.megabytes(rate)) MB/s"
        case .things: return "\(CountText.of(Int(rate)))/s"
        }
    }

    /// Judged by the pace of the stage so far; nil until there is one, and at the end.
    private var timeLeft: String? {
        guard done > 0, elapsed > 0, fraction < 1 else { return nil }
        let seconds = Int((elapsed * (1 - fraction) / fraction).rounded(.up))
        let (minutes, hours) = (seconds / 60, seconds / 3600)
        if hours > 0 { return "\(hours)h \(minutes % 60)m" }
        return minutes > 0 ? "\(minutes)m \(seconds % 60)s" : "\(seconds)s"
    }

    /// With one digit behind the point.
    private static func megabytes(_ bytes: Double) -> String {
        let tenths = Int(bytes / 100_000)
        return "\(CountText.of(tenths / 10)).\(tenths % 10)"
    }
}
