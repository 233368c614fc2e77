import Glibc

/// Which file a path leads to, whatever the path is called: to notice that a store was replaced while it was in use.
struct FileIdentity: Hashable, Sendable {
    private let device: dev_t
    private let node: ino_t

    init(_ status: stat) {
        device = status.st_dev
        node = status.st_ino
    }
}
