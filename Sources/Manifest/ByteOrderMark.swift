/// The bytes at the head of a file that tell its encoding.
enum ByteOrderMark {
    case utf8, utf16LittleEndian, utf16BigEndian, utf32

    /// The mark that the first bytes of a file are, if they are one.
    static func find(in head: [UInt8]) -> ByteOrderMark? {
        // UTF-32 first: its little-endian mark begins with that of UTF-16.
        if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) { return .utf32 }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if head.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if head.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        return nil
    }

    /// The encoding it stands for; UTF-32 is one that is not read.
    var encoding: TextEncoding? {
        switch self {
        case .utf8: .utf8
        case .utf16LittleEndian: .utf16LittleEndian
        case .utf16BigEndian: .utf16BigEndian
        case .utf32: nil
        }
    }

    var byteCount: Int {
        switch self {
        case .utf8: 3
        case .utf16LittleEndian, .utf16BigEndian: 2
        case .utf32: 4
        }
    }
}
