/// How the folded id of a user is kept: a GUID in its canonical form as 16 bytes, anything else as text.
///
/// Nearly all are GUIDs, and stand in the table and in an index: 40 bytes less for each user.
enum UserID {
    static let textCount = 36
    private static let byteCount = 16
    private static let digits = Array("0123456789abcdef".utf8)

    /// The bytes of a canonical lower-case GUID, or nil for any other id.
    static func packed(_ key: [UInt8]) -> [UInt8]? {
        guard key.count == textCount else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        var index = 0
        while index < textCount {
            if isDash(index) {
                guard key[index] == UInt8(ascii: "-") else { return nil }
                index += 1
                continue
            }
            guard let high = value(key[index]), let low = value(key[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
            index += 2
        }
        return bytes
    }

    /// Writes the text of packed bytes into `text`, which has room for `textCount`; answers how much was written.
    static func unpack(_ bytes: UnsafeBufferPointer<UInt8>, into text: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard bytes.count == byteCount else { return 0 }
        var index = 0
        digits.withUnsafeBufferPointer { digits in
            for byte in bytes {
                if isDash(index) {
                    text[index] = UInt8(ascii: "-")
                    index += 1
                }
                text[index] = digits[Int(byte >> 4)]
                text[index + 1] = digits[Int(byte & 15)]
                index += 2
            }
        }
        return index
    }

    static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: textCount) { text in
            text.initialize(repeating: 0)
            return String(decoding: text[..<unpack(bytes, into: text)], as: UTF8.self)
        }
    }

    private static func isDash(_ index: Int) -> Bool {
        index == 8 || index == 13 || index == 18 || index == 23
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
