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
        self.init(utf8: text.utf8)
    }

    /// Reads a code that is at hand as UTF-8.
    package init?(utf8 bytes: some Collection<UInt8>) {
        guard bytes.count == 2 else { return nil }
        var code: UInt16 = 0
        for byte in bytes {
            let letter = byte & 0xDF
            guard (0x41...0x5A).contains(letter) else { return nil }
            code = code << 8 | UInt16(letter)
        }
        rawValue = code
    }

    package var code: String {
        self == .none ? "" : String(decoding: [UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)], as: UTF8.self)
    }
}
