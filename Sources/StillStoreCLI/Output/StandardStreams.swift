#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

enum StandardStreams {
    /// Opens standard input, output and error if the program was started without them.
    ///
    /// Otherwise the next file that is opened would get such a descriptor, and printed text would
    /// be written into an object or the catalogue. The replacement can be neither read nor written,
    /// so that lost results do not look like success.
    static func fill() {
        for (descriptor, access) in [(0 as Int32, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free descriptor is the missing one.
            _ = open("/dev/null", access)
        }
    }

    /// Writes to standard output; false if that fails. If the reader is gone the program ends
    /// silently, as with SIGPIPE, which may have been ignored when the program was started.
    static func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = systemWrite(1, rest)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var wait = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
            case EPIPE: exit(128 + SIGPIPE)
            default: return false
            }
        }
        return true
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress!, bytes.count)
}
