#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

enum StandardStreams {
    /// Fills the places of standard input, output and error where we were started without them.
    ///
    /// The next file that is opened would take such a place: what is printed would be written into
    /// an object or the catalogue. What fills it cannot be read, or written, so that results that
    /// nobody gets do not look like success.
    static func fill() {
        for (descriptor, access) in [(0 as Int32, O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest that is free is the one that is missing.
            _ = open("/dev/null", access)
        }
    }

    /// Writes to standard output; false where that fails. A reader that has gone ends the program
    /// without a word, as the signal does that we may have been started without.
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
