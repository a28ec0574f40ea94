#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A blocking HTTP request, for preparing servers; it shares nothing with the client under test.
enum PlainHTTP {
    /// Version 1.0, so that the answer simply ends with the connection.
    static func send(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = [],
        to address: String, port: UInt16
    ) throws(SocketFailure) -> (status: Int, body: String) {
        let descriptor = try Sockets.connected(to: address, port: port)
        defer { close(descriptor) }
        var text = "\(method) \(target) HTTP/1.0\r\nHost: \(address):\(port)\r\n"
        for (name, value) in headers + [("Content-Length", String(body.count))] {
            text += "\(name): \(value)\r\n"
        }
        guard Sockets.send(Array((text + "\r\n").utf8) + body, to: descriptor) else {
            throw SocketFailure("send")
        }
        var answer: [UInt8] = []
        while let more = Sockets.receive(from: descriptor) { answer += more }
        let parts = answer.split(separator: Array("\r\n\r\n".utf8), maxSplits: 1)
        let words = String(decoding: parts.first ?? [], as: UTF8.self).split(separator: " ")
        let status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        return (status, String(decoding: parts.dropFirst().first ?? [], as: UTF8.self))
    }
}
