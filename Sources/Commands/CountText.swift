/// Numbers as people read them.
enum CountText {
    /// `1,234,567`.
    static func of(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// `1 row`, `41 rows`.
    static func of(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(of(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }
}
