import Glibc

/// A file without a name in the folder for temporary files: it is gone as soon as it is closed, however the run ends.
final class TemporaryFile: Sendable {
    let descriptor: Int32
    let folder: String

    init() throws {
        var folder = "/tmp"
        if let value = getenv("TMPDIR"), value.pointee != 0 {
            folder = String(cString: value)
        }
        var template = Array("\(folder)/seatwise-XXXXXX".utf8CString)
        descriptor = template.withUnsafeMutableBufferPointer { name in
            guard let start = name.baseAddress else { return -1 }
            let opened = mkstemp(start)
            if opened >= 0 {
                _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
                _ = unlink(start)
            }
            return opened
        }
        self.folder = folder
        guard descriptor >= 0 else {
            throw Self.trouble(in: folder, code: errno)
        }
    }

    deinit {
        _ = close(descriptor)
    }

    /// Writes bytes at its end; answers what went wrong, if anything did.
    func write(_ bytes: UnsafeRawBufferPointer) -> FileTrouble? {
        let code = Descriptor.write(bytes, to: descriptor)
        return code == 0 ? nil : Self.trouble(in: folder, code: code)
    }

    /// Reads what stands at a place in it, of which there must be something.
    ///
    /// - Returns: how much was read, or what went wrong.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Result<Int, FileTrouble> {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, offset)
            if count > 0 { return .success(count) }
            let code = count == 0 ? EIO : errno
            guard code == EINTR else {
                return .failure(
                    FileTrouble(operation: "read the temporary copy of the input in", path: folder, code: code)
                )
            }
        }
    }

    private static func trouble(in folder: String, code: Int32) -> FileTrouble {
        FileTrouble(
            operation: "copy the input to a temporary file in",
            path: folder,
            code: code,
            remedy: "make room there, or set TMPDIR to a folder that can hold the whole input"
        )
    }
}
