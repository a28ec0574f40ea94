#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A socket call that failed, with its error number.
package struct SocketFailure: Error, CustomStringConvertible {
    package let call: String
    package let code: Int32

    /// Takes the error number of the call that has just failed.
    init(_ call: String) {
        self.call = call
        code = errno
    }

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}

/// The POSIX calls of the test servers; what differs between systems is settled here.
enum Sockets {
    /// An unconnected TCP socket that no child process inherits and that raises no SIGPIPE.
    static func make() throws(SocketFailure) -> Int32 {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            let descriptor = socket(AF_INET, kind, 0)
        #endif
        guard descriptor >= 0 else { throw SocketFailure("socket") }
        prepare(descriptor)
        return descriptor
    }

    /// The next connection to a listening socket, with the same care; nil when there is none.
    static func accepted(from listener: Int32) -> Int32? {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        // Darwin hands the listener's own mode on to what it accepts.
        _ = fcntl(descriptor, F_SETFL, 0)
        prepare(descriptor)
        return descriptor
    }

    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        // Answers that go out byte by byte should also arrive so.
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
        #if canImport(Darwin)
            set(descriptor, SOL_SOCKET, SO_NOSIGPIPE, Int32(1))
        #endif
    }

    static func set<Value: BitwiseCopyable>(
        _ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Value
    ) {
        withUnsafePointer(to: value) {
            _ = setsockopt(descriptor, level, option, $0, socklen_t(MemoryLayout<Value>.size))
        }
    }

    /// A listening socket and its port; port 0 lets the kernel choose one.
    static func listening(
        on address: String, port: UInt16
    ) throws(SocketFailure) -> (descriptor: Int32, port: UInt16) {
        let descriptor = try make()
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, Int32(1))
        var place = socketAddress(address, port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard withGeneric(&place, { bind(descriptor, $0, size) }) == 0 else {
            throw closing(descriptor, SocketFailure("bind"))
        }
        guard listen(descriptor, 128) == 0 else {
            throw closing(descriptor, SocketFailure("listen"))
        }
        var length = size
        guard withGeneric(&place, { getsockname(descriptor, $0, &length) }) == 0 else {
            throw closing(descriptor, SocketFailure("getsockname"))
        }
        return (descriptor, UInt16(bigEndian: place.sin_port))
    }

    static func connected(to address: String, port: UInt16) throws(SocketFailure) -> Int32 {
        let descriptor = try make()
        var place = socketAddress(address, port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard withGeneric(&place, { connect(descriptor, $0, size) }) == 0 else {
            throw closing(descriptor, SocketFailure("connect"))
        }
        return descriptor
    }

    /// A port that was free a moment ago, for programs that cannot choose one themselves.
    static func freePort(on address: String = "127.0.0.1") throws(SocketFailure) -> UInt16 {
        let (descriptor, port) = try listening(on: address, port: 0)
        close(descriptor)
        return port
    }

    /// Sends all bytes; false when the other side is gone.
    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        return bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
                let count = systemSend(descriptor, rest, flags)
                if count > 0 { sent += count } else if errno != EINTR { return false }
            }
            return true
        }
    }

    /// What has arrived, after waiting for some; nil when the other side is done or gone.
    static func receive(from descriptor: Int32, limit: Int = 65_536) -> [UInt8]? {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
                count = recv(descriptor, buffer.baseAddress, limit, 0)
                filled = max(count, 0)
            }
            if count > 0 { return bytes }
            if count == 0 || errno != EINTR { return nil }
        }
    }

    private static func systemSend(
        _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ flags: Int32
    ) -> Int {
        #if canImport(Darwin)
            Darwin.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #else
            Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #endif
    }

    private static func socketAddress(_ address: String, _ port: UInt16) -> sockaddr_in {
        var place = sockaddr_in()
        #if canImport(Darwin)
            place.sin_len = UInt8(MemoryLayout<sockaddr_in>.size)
        #endif
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        precondition(inet_pton(AF_INET, address, &place.sin_addr) == 1, "no address: \(address)")
        return place
    }

    private static func withGeneric<Result>(
        _ place: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }

    private static func closing(_ descriptor: Int32, _ failure: SocketFailure) -> SocketFailure {
        close(descriptor)
        return failure
    }
}
