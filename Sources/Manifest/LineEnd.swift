/// What ends a line.
package enum LineEnd: String, CaseIterable, Sendable {
    case lineFeed = "\n"
    case carriageReturnLineFeed = "\r\n"
    case carriageReturn = "\r"

    var bytes: [UInt8] {
        Array(rawValue.utf8)
    }
}
