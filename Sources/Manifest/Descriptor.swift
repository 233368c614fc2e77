import Glibc

/// Reading from and writing to an open descriptor, signals and short counts seen to.
enum Descriptor {
    /// Reads up to the size of `buffer`; 0 is the end, and a negative count is an error number with a minus.
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }

    /// Writes all of it; answers 0, or the number of the error that stopped it.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if count == 0 {
                return EIO
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }

    /// Writes all of it at a place in a file; answers how much was written and 0, or the number of the error that stopped it.
    static func write(
        _ bytes: UnsafeRawBufferPointer,
        to descriptor: Int32,
        at offset: Int
    ) -> (count: Int, trouble: Int32) {
        var done = 0
        while let start = bytes.baseAddress, done < bytes.count {
            let count = pwrite(descriptor, start + done, bytes.count - done, offset + done)
            if count > 0 {
                done += count
            } else if count == 0 {
                return (done, EIO)
            } else if errno != EINTR {
                return (done, errno)
            }
        }
        return (done, 0)
    }
}
