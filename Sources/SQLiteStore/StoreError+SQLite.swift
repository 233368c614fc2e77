import GRDB
import GRDBSQLite
import Glibc
import Jobs

extension StoreError {
    /// Says in one sentence what an SQLite result code means for the user.
    init(file: StoreFile, result: Int32, detail: String) {
        let name = file.name
        let (code, message): (Code, String) =
            switch result & 0xFF {
            case SQLITE_FULL:
                (.full, "no space left for the store \(name): make room on its disk and try again")
            case SQLITE_BUSY, SQLITE_LOCKED:
                (.busy, "the store \(name) is in use by another program: wait for it to end and try again")
            case SQLITE_CORRUPT, SQLITE_NOTADB:
                (.corrupt, Self.damaged(file, detail).message)
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
                (
                    .notPermitted,
                    "the store \(name) may not be written: check the permissions of the file and of its folder"
                )
            case SQLITE_CANTOPEN:
                (
                    .notPermitted,
                    "the store \(name) cannot be opened: check the permissions of the file and of its folder, "
                        + "where files must be made while it is in use"
                )
            case SQLITE_IOERR:
                (
                    .other,
                    "the disk of the store \(name) reported an error (\(detail), \(result)): "
                        + "check the disk and the space left on it"
                )
            default:
                (.other, "the store \(name) could not do what was asked (\(detail), \(result)): nothing was changed")
            }
        self.init(code: code, path: name, message: message)
    }

    init(file: StoreFile, _ error: DatabaseError) {
        self.init(
            file: file,
            result: error.extendedResultCode.rawValue,
            detail: error.message ?? String(cString: sqlite3_errstr(error.extendedResultCode.rawValue))
        )
    }

    /// The file system does not let us near the path.
    static func unreachable(_ name: String, error: Int32) -> StoreError {
        switch error {
        case ENOENT:
            StoreError(
                code: .missing,
                path: name,
                message: "no store at \(name), nor can one be made there: check that its folder exists"
            )
        case ENOSPC, EDQUOT:
            StoreError(
                code: .full,
                path: name,
                message: "no space left for the store \(name): make room on its disk and try again"
            )
        default:
            StoreError(
                code: .notPermitted,
                path: name,
                message: "the store \(name) cannot be reached (\(String(cString: strerror(error)))): "
                    + "check the path and the permissions of its folder"
            )
        }
    }

    static func foreign(_ file: StoreFile, _ kind: String) -> StoreError {
        StoreError(
            code: .foreign,
            path: file.name,
            message: "\(file.name) is \(kind), not a store of seatwise: name another with --store"
        )
    }

    static func damaged(_ file: StoreFile, _ detail: String) -> StoreError {
        StoreError(
            code: .corrupt,
            path: file.name,
            message: "the store \(file.name) is damaged (\(detail)): put back a copy from a backup"
        )
    }

    /// What the store holds is not what the changes were judged on.
    static func changedMeanwhile(_ file: StoreFile) -> StoreError {
        StoreError(
            code: .other,
            path: file.name,
            message: "the store \(file.name) changed while it was being written: nothing of this step was kept, "
                + "plan again"
        )
    }
}
