import Glibc

/// What went wrong with the machine while a file was read or written: a full disk, a folder without permission.
package struct FileTrouble: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was being done, as a verb that takes the path: "write", "open".
    package let operation: String
    package let path: String
    /// The value of `errno`; 0 when the trouble has no such number.
    package let code: Int32
    /// Why, in words: the system's text for `code` unless something better is known.
    package let reason: String
    /// What to do about it, when that is known.
    package let remedy: String?

    package init(operation: String, path: String, code: Int32, reason: String? = nil, remedy: String? = nil) {
        self.operation = operation
        self.path = path
        self.code = code
        self.reason = reason ?? SystemError.text(code)
        self.remedy = remedy
    }

    package var description: String {
        let text = "cannot \(operation) \(MessageText.plain(path)): \(reason)"
        return remedy.map { "\(text): \($0)" } ?? text
    }
}

/// The system's own words for an error number.
enum SystemError {
    static func text(_ code: Int32) -> String {
        guard let words = strerror(code) else { return "error \(code)" }
        return String(cString: words)
    }
}
