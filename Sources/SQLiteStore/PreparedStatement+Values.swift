import GRDBSQLite
import Jobs

/// Values go in and come out with their length, so that text may hold any character, NUL among them.
extension PreparedStatement {
    /// Tells SQLite to take a copy before the call returns.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    func bind(_ values: [SQLValue]) throws {
        for (index, value) in zip(Int32(1)..., values) {
            switch value {
            case .integer(let number): try bind(index, number)
            case .real(let number): try check(sqlite3_bind_double(handle, index, number))
            case .text(let text): try bind(index, text)
            case .key(let key): try bind(index, text: key)
            case .null: try bindNull(index)
            }
        }
    }

    func bind(_ index: Int32, _ number: Int) throws {
        try check(sqlite3_bind_int64(handle, index, Int64(number)))
    }

    func bindNull(_ index: Int32) throws {
        try check(sqlite3_bind_null(handle, index))
    }

    func bind(_ index: Int32, _ text: String) throws {
        var text = text
        try text.withUTF8 { try bind(index, text: $0) }
    }

    func bind(_ index: Int32, text bytes: [UInt8]) throws {
        try bytes.withUnsafeBufferPointer { try bind(index, text: $0) }
    }

    private func bind(_ index: Int32, text bytes: UnsafeBufferPointer<UInt8>) throws {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            // No pointer would be NULL rather than an empty text.
            return try check(sqlite3_bind_text(handle, index, "", 0, Self.copied))
        }
        let result = start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            sqlite3_bind_text(handle, index, $0, Int32(clamping: bytes.count), Self.copied)
        }
        try check(result)
    }

    func bind(_ index: Int32, blob bytes: [UInt8]) throws {
        let result = bytes.withUnsafeBytes {
            sqlite3_bind_blob(handle, index, $0.baseAddress, Int32(clamping: $0.count), Self.copied)
        }
        try check(result)
    }

    /// Binds a text that stays where it is until `unbind`: nothing is copied.
    func bind(_ index: Int32, inPlace bytes: UnsafeBufferPointer<UInt8>) throws {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return try bind(index, text: bytes) }
        let result = start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            sqlite3_bind_text(handle, index, $0, Int32(clamping: bytes.count), nil)
        }
        try check(result)
    }

    func bind(_ index: Int32, blobInPlace bytes: UnsafeBufferPointer<UInt8>) throws {
        try check(sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(clamping: bytes.count), nil))
    }

    /// Makes all values NULL.
    func unbind() {
        sqlite3_clear_bindings(handle)
    }

    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }
    func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    func isBlob(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_BLOB }

    func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    /// The bytes of a text or blob, valid until the next step; none for NULL.
    func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        guard let start = sqlite3_column_blob(handle, column) else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        let count = Int(sqlite3_column_bytes(handle, column))
        return UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
    }
}
