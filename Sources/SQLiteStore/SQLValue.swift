/// A value to bind, where a statement is not run often enough for each bind to be written out.
enum SQLValue {
    case integer(Int)
    case real(Double)
    case text(String)
    /// Text that is at hand as UTF-8.
    case key([UInt8])
    case null

    /// A key, or NULL for an empty one, which names nothing.
    static func keyOrNull(_ key: [UInt8]) -> SQLValue { key.isEmpty ? .null : .key(key) }
}
