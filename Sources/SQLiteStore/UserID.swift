/// How the folded id of a user is kept: a GUID in its canonical form as 16 bytes, anything else as text.
///
/// Nearly all are GUIDs, and stand in the table and in an index: 40 bytes less for each user.
enum UserID {
    static let textCount = 36
    static let byteCount = 16
    private static let digits = Array("0123456789abcdef".utf8)

    /// The bytes of a canonical lower-case GUID, or nil for any other id.
    static func packed(_ key: [UInt8]) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        let isGUID = bytes.withUnsafeMutableBufferPointer { bytes in
            key.withUnsafeBufferPointer { pack($0, into: bytes) }
        }
        return isGUID ? bytes : nil
    }

    /// Writes the bytes of a canonical lower-case GUID into `bytes`, which has room for `byteCount`; false for any other id.
    static func pack(_ key: UnsafeBufferPointer<UInt8>, into bytes: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard key.count == textCount else { return false }
        var index = 0
        for place in 0..<byteCount {
            if isDash(index) {
                guard key[index] == UInt8(ascii: "-") else { return false }
                index += 1
            }
            guard let high = value(key[index]), let low = value(key[index + 1]) else { return false }
            bytes[place] = high << 4 | low
            index += 2
        }
        return true
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
