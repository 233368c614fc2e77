import GRDB
import Glibc
import Jobs

/// The tables of a store and how a new one is made.
enum Schema {
    /// In the file's head, marks it as ours: "SEAT" in ASCII.
    static let applicationID = 0x5345_4154
    /// In the file's head; a store with another one is left alone.
    static let version = 4
    /// In bytes; users and assignments are read in long runs, for which SQLite's own 4096 is a little small.
    static let pageSize = 8192

    /// Makes an empty store where there is nothing; another process that does the same at the same time does no harm.
    static func create(in file: StoreFile) throws {
        try makeFile(file)
        let queue = try Connection.openNew(file)
        defer { Connection.close(queue) }
        try Connection.translatingErrors(of: file) {
            // All in one transaction of the plain journal, so that the marks in the head never stand in the log alone.
            try queue.inTransaction(.exclusive) { database in
                guard try isEmpty(database, file) else { return .rollback }
                try database.execute(sql: tables)
                try database.execute(sql: "INSERT INTO store (id) VALUES (?)", arguments: [newID()])
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                try database.execute(sql: "PRAGMA user_version = \(version)")
                return .commit
            }
        }
    }

    /// Tells a store from every other one.
    private static func newID() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }

    static func newer(_ file: StoreFile, version: Int) -> StoreError {
        StoreError(
            code: .newer,
            path: file.name,
            message: "the store \(file.name) was written by a newer seatwise (format \(version), this one reads "
                + "\(Self.version)): use that one"
        )
    }

    static func older(_ file: StoreFile, version: Int) -> StoreError {
        StoreError(
            code: .older,
            path: file.name,
            message: "the store \(file.name) was written by an older seatwise (format \(version), this one reads "
                + "\(Self.version)): export it with that one, and import the folder into a new store"
        )
    }

    private static func isEmpty(_ database: Database, _ file: StoreFile) throws -> Bool {
        let owner = try Int.fetchOne(database, sql: "PRAGMA application_id")
        if owner == applicationID { return false }
        guard owner == 0, try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0 else {
            throw StoreError.foreign(file, "a database of another program")
        }
        return true
    }

    /// Makes the file for its owner alone, which SQLite would not, and its name durable.
    private static func makeFile(_ file: StoreFile) throws {
        let descriptor = Glibc.open(file.path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw StoreError.unreachable(file.name, error: errno)
        }
        _ = close(descriptor)
        let folder = Glibc.open(file.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            _ = fsync(folder)
            _ = close(folder)
        }
    }

    // Keys are folded by `KeyFolding`, on purpose once and in Swift: SQLite folds ASCII only. Columns that would repeat
    // their key are NULL. `user`, which holds millions of rows, has no foreign key: each insert would pay for a second
    // look-up. `StoreImport` guards it, and `holding`.
    private static let tables = """
        -- A single row. `Revision` says what it is for.
        CREATE TABLE store (
            id TEXT NOT NULL,
            revision INTEGER NOT NULL DEFAULT 0,
            catalog_revision INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE customer (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            id_key TEXT NOT NULL UNIQUE,
            domain TEXT NOT NULL,
            domain_key TEXT UNIQUE,
            name TEXT NOT NULL,
            country TEXT NOT NULL,
            highest_removed_user INTEGER NOT NULL DEFAULT 0,
            revision INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE user (
            customer INTEGER NOT NULL,
            principal_name_key TEXT NOT NULL,
            number INTEGER NOT NULL,
            location INTEGER NOT NULL,
            id_key ANY,
            principal_name TEXT,
            id TEXT,
            name TEXT NOT NULL,
            PRIMARY KEY (customer, principal_name_key)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX user_number ON user (customer, number);
        CREATE UNIQUE INDEX user_id ON user (customer, id_key);

        CREATE TABLE product (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL,
            id_key TEXT NOT NULL UNIQUE,
            part_number TEXT NOT NULL,
            name TEXT NOT NULL
        ) STRICT;

        -- Numbers are never used again: disabled plans are kept by number, those of plans long gone as well.
        CREATE TABLE service_plan (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL,
            id_key TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL
        ) STRICT;

        CREATE TABLE product_plan (
            product INTEGER NOT NULL REFERENCES product ON DELETE CASCADE,
            position INTEGER NOT NULL,
            plan INTEGER NOT NULL REFERENCES service_plan,
            name TEXT NOT NULL,
            friendly_name TEXT NOT NULL,
            PRIMARY KEY (product, position)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX product_plan_plan ON product_plan (plan, product);

        CREATE TABLE rule (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            subject_key TEXT NOT NULL,
            target TEXT NOT NULL,
            target_key TEXT NOT NULL,
            note TEXT NOT NULL,
            UNIQUE (kind, subject_key, target_key)
        ) STRICT;

        CREATE TABLE subscription (
            customer INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            product INTEGER NOT NULL REFERENCES product,
            seats INTEGER NOT NULL CHECK (seats >= 0),
            PRIMARY KEY (customer, product)
        ) STRICT, WITHOUT ROWID;

        -- Who holds what, a row for each block of users: `HoldingBlock` says how. Users who hold nothing are not in it.
        CREATE TABLE holding (
            customer INTEGER NOT NULL,
            block INTEGER NOT NULL,
            holdings BLOB NOT NULL CHECK (length(holdings) > 0),
            PRIMARY KEY (customer, block)
        ) STRICT, WITHOUT ROWID;

        -- What user says of all users of a customer, in the way in which many are read: `Roster` says how.
        CREATE TABLE roster (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            customer INTEGER NOT NULL,
            users BLOB NOT NULL
        ) STRICT;
        CREATE INDEX roster_customer ON roster (customer);

        -- How many users hold a product; what holding says, counted. Kept, so that a file that names few users of a
        -- customer need not read about all.
        CREATE TABLE holder_count (
            customer INTEGER NOT NULL,
            product INTEGER NOT NULL,
            holders INTEGER NOT NULL,
            PRIMARY KEY (customer, product)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE job (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            manifest TEXT NOT NULL,
            digest TEXT NOT NULL,
            rows INTEGER NOT NULL,
            atomicity TEXT NOT NULL,
            options TEXT NOT NULL,
            plan TEXT UNIQUE,
            actor TEXT NOT NULL,
            started_at REAL NOT NULL,
            finished_at REAL,
            state TEXT NOT NULL,
            is_failure_of_store INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE job_status (
            job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            status TEXT NOT NULL,
            rows INTEGER NOT NULL,
            PRIMARY KEY (job, status)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE job_outcome (
            job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            customer_id TEXT NOT NULL,
            applied INTEGER NOT NULL,
            unchanged INTEGER NOT NULL,
            superseded INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            drifted INTEGER NOT NULL,
            users_changed INTEGER NOT NULL,
            PRIMARY KEY (job, customer_id)
        ) STRICT, WITHOUT ROWID;

        -- What a job changed for a customer, and by which lines: `ChangeRecord` says how.
        CREATE TABLE job_change (
            number INTEGER PRIMARY KEY,
            customer INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE,
            job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            changes BLOB NOT NULL
        ) STRICT;
        CREATE INDEX job_change_customer ON job_change (customer);
        CREATE INDEX job_change_job ON job_change (job);
        """
}
