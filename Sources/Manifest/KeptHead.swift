/// The first bytes of a kept file, by which it is known even when it was cut off.
///
/// They take a page, so that what stands behind them can be mapped as well as a file of its own.
enum KeptHead {
    static let byteCount = 4096
    /// Bytes that no text begins with, and that a transfer as text would change.
    static let mark: [UInt8] = [0x89] + Array("seatwise\r\n\u{1A}\n".utf8)

    static var bytes: [UInt8] { mark + [UInt8](repeating: 0, count: byteCount - mark.count) }
}
