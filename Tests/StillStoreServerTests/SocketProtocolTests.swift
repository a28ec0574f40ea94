import Foundation
import TestSupport
import Testing

/// The rules of RFC 6455, as Autobahn's suite asks for them, of the server as it runs.
@Suite("The protocol of WebSockets") struct SocketProtocolTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    private static let ping = Array("{\"type\":\"ping\"}".utf8)
    private static let pong = "{\"type\":\"pong\"}"

    /// Against the rules, and the code that the server closes with.
    private static let violations: [(String, [UInt8], Int)] = [
        ("no mask", TestSocket.frame(1, ping, isMasked: false), 1002),
        ("first reserved bit", TestSocket.frame(1, ping, reserved: 4), 1002),
        ("second reserved bit", TestSocket.frame(1, ping, reserved: 2), 1002),
        ("third reserved bit", TestSocket.frame(9, [], reserved: 1), 1002),
        ("opcode 3", TestSocket.frame(3, []), 1002),
        ("opcode 7", TestSocket.frame(7, ping), 1002),
        ("opcode 11", TestSocket.frame(11, []), 1002),
        ("opcode 15", TestSocket.frame(15, []), 1002),
        ("a long ping", TestSocket.frame(9, [UInt8](repeating: 65, count: 126)), 1002),
        ("a ping in pieces", TestSocket.frame(9, [65], isLast: false), 1002),
        ("a close in pieces", TestSocket.frame(8, [], isLast: false), 1002),
        ("a continuation of nothing", TestSocket.frame(0, ping), 1002),
        (
            "a message inside another",
            TestSocket.frame(1, ping, isLast: false) + TestSocket.frame(1, ping), 1002
        ),
        ("binary", TestSocket.frame(2, ping), 1003),
        ("no UTF-8", TestSocket.frame(1, [0xCE, 0xBA, 0xE1, 0xBD, 0xB9, 0xED, 0xA0, 0x80]), 1007),
        ("half a letter", TestSocket.frame(1, [0xE2, 0x82]), 1007),
        (
            "no UTF-8 in pieces",
            TestSocket.frame(1, [0xE2], isLast: false) + TestSocket.frame(0, [0x41]), 1007
        ),
        ("too long", TestSocket.frame(1, [UInt8](repeating: 65, count: 65_537)), 1009),
        (
            "too long in pieces",
            TestSocket.frame(1, [UInt8](repeating: 65, count: 60_000), isLast: false)
                + TestSocket.frame(0, [UInt8](repeating: 65, count: 6000)), 1009
        ),
        ("a length of 2^62", TestSocket.frame(1, [], length: 1 << 62), 1009),
        ("a length of 2^63", [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], 1009),
        ("a close of one byte", TestSocket.frame(8, [3]), 1002),
        ("a reason that is no UTF-8", TestSocket.frame(8, [0x03, 0xE8, 0xFF]), 1007),
    ]

    @Test("what is against the rules ends the socket with the code that says why")
    func violations() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        for (name, bytes, code) in Self.violations {
            let socket = try TestSocket(server, token)
            try socket.connection.write(bytes)
            let last = try socket.message()
            #expect(last.opcode == 8, "\(name)")
            #expect(last.code == code, "\(name)")
            try socket.connection.write(TestSocket.frame(8, []))
            #expect(socket.connection.isClosed, "\(name)")
        }
    }

    @Test("codes that may be sent are sent back, others are against the rules")
    func closeCodes() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let allowed = [
            1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999,
        ]
        let others = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535]
        for code in allowed + others {
            let socket = try TestSocket(server, token)
            try socket.connection.write(
                TestSocket.frame(8, [UInt8(code >> 8), UInt8(code & 255)] + Array("why".utf8)))
            let last = try socket.frame()
            #expect(last.opcode == 8)
            #expect(last.code == (allowed.contains(code) ? code : 1002), "\(code)")
            if allowed.contains(code) { #expect(socket.connection.isClosed) }
        }
        let silent = try TestSocket(server, token)
        try silent.connection.write(TestSocket.frame(8, []))
        #expect(try silent.frame() == TestSocket.Frame(opcode: 8, data: []))
        #expect(silent.connection.isClosed)
    }

    @Test("a message may come in pieces, even byte by byte, with pings between them")
    func pieces() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        var bytes: [UInt8] = []
        for (index, byte) in Self.ping.enumerated() {
            bytes += TestSocket.frame(
                index == 0 ? 1 : 0, [byte], isLast: index == Self.ping.count - 1)
            if index < 3 { bytes += TestSocket.frame(9, [UInt8(index)]) }
            bytes += TestSocket.frame(10, Array("unasked".utf8))
        }
        for byte in bytes { try socket.connection.write([byte]) }
        for index in 0..<3 {
            #expect(try socket.frame() == TestSocket.Frame(opcode: 10, data: [UInt8(index)]))
        }
        #expect(try socket.frame().text == Self.pong)
        // A last piece may be empty.
        try socket.connection.write(
            TestSocket.frame(1, Self.ping, isLast: false) + TestSocket.frame(0, []))
        #expect(try socket.frame().text == Self.pong)
    }

    @Test("pings of each length come back as they are")
    func pings() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        for count in 0...125 {
            let data = (0..<count).map { UInt8($0) }
            try socket.connection.write(TestSocket.frame(9, data))
            #expect(try socket.frame() == TestSocket.Frame(opcode: 10, data: data))
        }
    }

    @Test("messages of each way to write a length are taken")
    func lengths() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        for count in [15, 125, 126, 127, 128, 65_535, 65_536] {
            let text = Self.ping + [UInt8](repeating: 0x20, count: count - Self.ping.count)
            try socket.connection.write(TestSocket.frame(1, text))
            #expect(try socket.message().text == Self.pong)
        }
    }
}
