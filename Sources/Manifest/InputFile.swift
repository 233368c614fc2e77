import Glibc

/// An input opened for reading: a file, a pipe, or standard input when the path is `-`.
struct InputFile: ~Copyable {
    let descriptor: Int32
    /// What messages call it.
    let name: String
    let identity: FileIdentity?

    init(path: String) throws {
        if path == "-" {
            descriptor = STDIN_FILENO
            name = "standard input"
        } else {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            name = path
        }
        guard descriptor >= 0 else { throw Self.refusal(of: path, code: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.refusal(of: name, code: errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw Self.refusal(of: name, code: EISDIR) }
        identity = FileIdentity(status)
    }

    deinit {
        if descriptor > STDIN_FILENO {
            _ = close(descriptor)
        }
    }

    /// Fills `buffer` as far as one read goes; 0 is the end of the input.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = Descriptor.read(descriptor, into: buffer)
        guard count >= 0 else { throw FileTrouble(operation: "read", path: name, code: Int32(-count)) }
        return count
    }

    private static func refusal(of file: String, code: Int32) -> any Error {
        switch code {
        case ENOENT, ENOTDIR:
            UnreadableFile(file: file, problem: "there is no such file", remedy: "check the path")
        case EACCES, EPERM:
            UnreadableFile(
                file: file,
                problem: "you have no permission to read it",
                remedy: "ask its owner, or check with ls -l"
            )
        case EISDIR:
            UnreadableFile(file: file, problem: "it is a folder", remedy: "name the CSV file inside it")
        case EBADF:
            UnreadableFile(file: file, problem: "it is closed", remedy: "pipe the CSV into it, or name a file")
        case ELOOP, ENAMETOOLONG, ENXIO:
            UnreadableFile(file: file, problem: SystemError.text(code), remedy: "check the path")
        default:
            FileTrouble(operation: "open", path: file, code: code)
        }
    }
}
