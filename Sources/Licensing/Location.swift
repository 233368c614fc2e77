/// A usage location: the two letters of ISO 3166-1 alpha-2 in upper case, or none.
package struct Location: Hashable, Sendable {
    /// The letters as two bytes, big end first; 0 for no location.
    package let rawValue: UInt16

    package static let none = Location(rawValue: 0)

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Reads a code in any letter case; nil for anything but two ASCII letters.
    package init?(_ text: some StringProtocol) {
        let letters = text.utf8.map { $0 & 0xDF }
        guard letters.count == 2, letters.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        rawValue = UInt16(letters[0]) << 8 | UInt16(letters[1])
    }

    package var code: String {
        self == .none ? "" : String(decoding: [UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)], as: UTF8.self)
    }
}
