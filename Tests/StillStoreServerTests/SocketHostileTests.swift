import Foundation
import TestSupport
import Testing

@Suite("Hostile WebSockets") struct SocketHostileTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    @Test("a flood is answered at the pace at which the answers are read, and harms nobody else")
    func flood() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        let ping = TestSocket.frame(9, [UInt8](repeating: 65, count: 125))
        let command = TestSocket.frame(1, Array("{\"type\":\"ping\"}".utf8))
        let rounds = 2000
        let done = DispatchSemaphore(value: 0)
        // One thread writes, the other one reads.
        nonisolated(unsafe) let connection = socket.connection
        Thread.detachNewThread {
            for _ in 0..<rounds { try? connection.write(ping + command + command) }
            done.signal()
        }
        let other = try TestSocket(server, token)
        #expect(try other.subscribe().type == "subscribed")
        var (pongs, answers) = (0, 0)
        while answers < rounds * 2 {
            let frame = try socket.frame()
            if frame.opcode == 10 { pongs += 1 } else { answers += 1 }
        }
        done.wait()
        #expect(pongs == rounds)
    }

    @Test("who never reads costs little, and the server stops all the same")
    func neverReads() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        let junk = [UInt8](repeating: 65, count: 125)
        let pings = [[UInt8]](repeating: TestSocket.frame(9, junk), count: 500).flatMap(\.self)
        // Until the server takes no more.
        var sent = 0
        socket.connection.writesWithoutWaiting()
        while sent < 64 << 20, (try? socket.connection.write(pings)) != nil { sent += pings.count }
        #expect(sent < 64 << 20)
        #expect(try server.ask("GET", "/healthz").status == 200)
        server.stop()
        #expect(server.process.wait() == 0)
    }

    @Test("connections that break off without a word are given up, and their places are free again")
    func halfOpen() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        for _ in 0..<3 {
            let sockets = try (0..<40).map { _ in try TestSocket(server, token) }
            for socket in sockets { socket.connection.finish() }
            for socket in sockets { #expect(socket.connection.isClosed) }
        }
        #expect(try TestSocket(server, token).subscribe().type == "subscribed")
    }

    @Test("a thousand sockets hear of a change, each once")
    func thousand() throws {
        let tokens = try (0..<10).map { number in
            try testToken(store, email: "user\(number)@example.com", admin: true)
        }
        let server = try TestServer(store)
        let sockets = try tokens.flatMap { token in
            try (0..<100).map { _ in try TestSocket(server, token) }
        }
        for socket in sockets { try socket.subscribe(["tables": ["projects"]]) }
        let made = try server.send(
            "POST", "/api/v1/projects", ["name": "For all"], token: tokens[0])
        #expect(made.status == 201)
        for socket in sockets {
            #expect(try socket.message().rowName == "For all")
            try socket.send(json: ["type": "ping"])
            #expect(try socket.message().type == "pong")
        }
    }
}
