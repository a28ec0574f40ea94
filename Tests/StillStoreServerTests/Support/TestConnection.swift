import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What a server answered.
struct TestAnswer {
    let status: Int
    /// Names in small letters.
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }
    var items: [[String: Any]] { json["items"] as? [[String: Any]] ?? [] }
    var code: String? { json["code"] as? String }
}

/// A socket that says exactly what a test wants, and reads what comes back.
final class TestConnection {
    /// The server closed the connection before its answer was complete.
    struct Closed: Error {}

    private let socket: Int32
    private var received: [UInt8] = []

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Closed() }
        // A test that waits for what never comes fails rather than hangs.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { Glibc.close(socket) }

    func write(_ bytes: some Collection<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Closed() }
            rest = rest.dropFirst(count)
        }
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// What is written from now on fails where the other side takes nothing for a moment.
    func writesWithoutWaiting() {
        var limit = timeval(tv_sec: 0, tv_usec: 300_000)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Nothing more will be sent.
    func finish() { shutdown(socket, Int32(SHUT_WR)) }

    private func more() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { throw Closed() }
        received += buffer[..<count]
    }

    /// Whether the server closes, and nothing else comes.
    var isClosed: Bool {
        do {
            try more()
            return false
        } catch { return true }
    }

    func line() throws -> String {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                var line = received[..<end]
                received.removeSubrange(...end)
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return String(decoding: line, as: UTF8.self)
            }
            try more()
        }
    }

    func bytes(_ count: Int) throws -> [UInt8] {
        while received.count < count { try more() }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    func head() throws -> (status: Int, headers: [String: String]) {
        let status = Int(try line().split(separator: " ")[1]) ?? 0
        var headers: [String: String] = [:]
        while true {
            let line = try line()
            if line.isEmpty { return (status, headers) }
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
    }

    func answer(to method: String = "GET") throws -> TestAnswer {
        let (status, headers) = try head()
        if method == "HEAD" || status == 204 || status == 304 || status < 200 {
            return TestAnswer(status: status, headers: headers, body: [])
        }
        if let length = headers["content-length"].flatMap({ Int($0) }) {
            return TestAnswer(status: status, headers: headers, body: try bytes(length))
        }
        var body: [UInt8] = []
        while true {
            let size = Int(try line(), radix: 16) ?? 0
            body += try bytes(size)
            _ = try line()
            if size == 0 { return TestAnswer(status: status, headers: headers, body: body) }
        }
    }

    func ask(
        _ method: String, _ path: String, token: String? = nil, headers: [String: String] = [:],
        body: [UInt8] = []
    ) throws -> TestAnswer {
        var fields = ["Host": "localhost"]
        if let token { fields["Authorization"] = "Bearer \(token)" }
        if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) {
            fields["Content-Length"] = String(body.count)
        }
        let lines = fields.merging(headers) { $1 }.map { "\($0): \($1)\r\n" }.joined()
        try write(Array("\(method) \(path) HTTP/1.1\r\n\(lines)\r\n".utf8) + body)
        return try answer(to: method)
    }
}
