/// Why the store cannot be used: said in one sentence, with what to do about it.
///
/// Ends the run with exit code 3.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// There is no file at the path.
        case missing
        /// The file is no SQLite database, or one of another program.
        case foreign
        /// Written by a newer version of seatwise.
        case newer
        /// Written by an older version of seatwise, in a format that this one does not read.
        case older
        /// Damaged.
        case corrupt
        /// May not be read or written.
        case notPermitted
        /// No space left.
        case full
        /// Another process is writing.
        case busy
        /// Anything else that SQLite reports.
        case other
    }

    package let code: Code
    package let path: String
    /// What is wrong and what to do, as a sentence without the path's own mention of the store.
    package let message: String

    package init(code: Code, path: String, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// A store that was made and never filled: every row would be refused, and not for its own fault.
    static let nothingImported = StoreError(
        code: .missing,
        path: "",
        message: "the store holds no products: run `seatwise import FOLDER` first, or name another store with --store"
    )

    /// A plan to be saved must be of one state of the store.
    static let changedWhilePlanning = StoreError(
        code: .busy,
        path: "",
        message: "the store was changed by another command while the plan was made: plan again"
    )

    /// A user with a number that none was ever given.
    static let strangeUser = StoreError(
        code: .corrupt,
        path: "",
        message: "the store is damaged (a user has a number that was never given): put back a copy from a backup"
    )

    /// What is still known of why a job failed.
    static let inTheWay = StoreError(code: .other, path: "", message: "the store could not take the changes of the job")

    package var description: String { message }
}
