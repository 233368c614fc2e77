/// A kept file that cannot be gone on with.
package struct UnusableFile: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: Sendable {
        /// It is not what it was when it was written.
        case damaged
        /// Another version of seatwise wrote it.
        case otherVersion
    }

    package let path: String
    package let reason: Reason

    package var description: String {
        let file = MessageText.plain(path, limit: 1000)
        return switch reason {
        case .damaged: "\(file) is damaged"
        case .otherVersion: "\(file) was written by another version of seatwise"
        }
    }
}
