import Foundation

/// A client of a WebSocket that sends exactly the frames that a test wants.
final class TestSocket {
    struct Frame: Equatable {
        let opcode: UInt8
        let data: [UInt8]

        var text: String { String(decoding: data, as: UTF8.self) }
        /// Of a close frame; 1005 where it has none.
        var code: Int { data.count < 2 ? 1005 : Int(data[0]) << 8 | Int(data[1]) }
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(data))) as? [String: Any] ?? [:]
        }
        var type: String? { json["type"] as? String }
        /// The name of a row in an event.
        var rowName: String? {
            let event = json["event"] as? [String: Any]
            return (event?["row"] as? [String: Any])?["name"] as? String
        }
    }

    struct Refused: Error { let answer: TestAnswer }

    let connection: TestConnection

    static let upgrade = [
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]

    /// - Throws: `Refused` with what was answered instead of 101.
    init(_ server: TestServer, _ token: String?, _ headers: [String: String] = [:]) throws {
        connection = try server.connect()
        let answer = try connection.ask(
            "GET", "/api/v1/ws", token: token,
            headers: TestSocket.upgrade.merging(headers) { $1 })
        guard answer.status == 101 else { throw Refused(answer: answer) }
        // The example of RFC 6455 section 1.3.
        guard answer.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" else {
            throw Refused(answer: answer)
        }
    }

    static func frame(
        _ opcode: UInt8, _ data: some Collection<UInt8>, isLast: Bool = true, reserved: UInt8 = 0,
        isMasked: Bool = true, length: Int? = nil
    ) -> [UInt8] {
        var bytes = [(isLast ? 0x80 : 0) | reserved << 4 | opcode]
        let count = length ?? data.count
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch count {
        case 0..<126: bytes.append(mask | UInt8(count))
        case 126..<65_536: bytes += [mask | 126, UInt8(count >> 8), UInt8(count & 255)]
        default:
            bytes.append(mask | 127)
            bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
        }
        guard isMasked else { return bytes + data }
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        return bytes + key + data.enumerated().map { $0.element ^ key[$0.offset % 4] }
    }

    func send(_ text: String) throws { try connection.write(TestSocket.frame(1, Array(text.utf8))) }

    func send(json: [String: Any]) throws {
        let data = try JSONSerialization.data(withJSONObject: json)
        try connection.write(TestSocket.frame(1, [UInt8](data)))
    }

    /// Whatever comes next.
    func frame() throws -> Frame {
        let head = try connection.bytes(2)
        var count = Int(head[1])
        if count > 125 {
            count = try connection.bytes(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
        }
        return Frame(opcode: head[0] & 15, data: try connection.bytes(count))
    }

    /// The next text; pings are answered.
    func message() throws -> Frame {
        while true {
            let frame = try frame()
            if frame.opcode == 9 { try connection.write(TestSocket.frame(10, frame.data)) }
            if frame.opcode != 9, frame.opcode != 10 { return frame }
        }
    }

    /// Subscribes and reads the answer.
    @discardableResult
    func subscribe(_ fields: [String: Any] = [:]) throws -> Frame {
        try send(json: fields.merging(["type": "subscribe"]) { $1 })
        return try message()
    }

    /// Closes as one should, and waits for the server to end the connection.
    func close() throws {
        try connection.write(TestSocket.frame(8, [0x03, 0xE8]))
        while try frame().opcode != 8 {}
        _ = connection.isClosed
    }
}
