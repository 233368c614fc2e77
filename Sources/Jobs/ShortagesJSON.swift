import FoundationEssentials

/// The shortages of `summary.json`, laid out as `JSONText` would, at a tenth of the time and without holding them all.
struct ShortagesJSON {
    /// The list as `JSONText` writes it when it is empty: no value can hold that, for there quotes are escaped.
    static let none = "\"shortages\" : [\n\n  ]"

    /// The summary has no empty list: it is laid out otherwise than this was written for.
    struct NoPlace: Error {}

    /// How many are handed over at once: some ten thousand bytes.
    private static let pieceSize = 100

    private var text = ""
    /// Texts that were written before, between quotes and escaped: customers and products come again and again.
    private var known: [String: String] = [:]

    /// Hands over what stands in place of `none`, in pieces.
    static func write(_ shortages: [SeatShortage], _ write: (String) throws -> Void) throws {
        var list = ShortagesJSON()
        list.text = "\"shortages\" : ["
        for (number, shortage) in shortages.enumerated() {
            list.text += number == 0 ? "\n" : ",\n"
            try list.append(shortage)
            guard (number + 1).isMultiple(of: pieceSize) else { continue }
            try write(list.text)
            list.text.removeAll(keepingCapacity: true)
        }
        try write(list.text + "\n  ]")
    }

    private mutating func append(_ shortage: SeatShortage) throws {
        text += "    {\n      \"customer\" : "
        text += try quoted(shortage.customer)
        text += ",\n      \"in_use\" : "
        text += String(shortage.inUse)
        text += ",\n      \"name\" : "
        text += try quoted(shortage.name)
        text += ",\n      \"product\" : "
        text += try quoted(shortage.product)
        text += ",\n      \"seats\" : "
        text += String(shortage.seats)
        text += ",\n      \"short\" : "
        text += String(shortage.short)
        text += "\n    }"
    }

    private mutating func quoted(_ value: String) throws -> String {
        if let known = known[value] { return known }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let quoted = String(decoding: try encoder.encode(value), as: UTF8.self)
        known[value] = quoted
        return quoted
    }
}
