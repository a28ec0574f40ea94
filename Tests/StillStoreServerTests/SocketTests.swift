import Foundation
import TestSupport
import Testing

@Suite("The WebSocket") struct SocketTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    private func make(_ server: TestServer, _ token: String, _ names: String...) throws {
        for name in names {
            let made = try server.send("POST", "/api/v1/projects", ["name": name], token: token)
            #expect(made.status == 201)
        }
    }

    @Test("what was subscribed to is told, from where the client wishes")
    func events() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        let answer = try socket.subscribe()
        #expect(answer.type == "subscribed")
        try make(server, token, "One")
        let first = try socket.message()
        #expect(first.type == "event")
        #expect(first.rowName == "One")
        let number = try #require((first.json["event"] as? [String: Any])?["number"] as? Int)
        try make(server, token, "Two", "Three")
        let again = try TestSocket(server, token)
        try again.subscribe(["id": "a", "after": number, "tables": ["projects"]])
        let missed = [try again.message(), try again.message()]
        #expect(missed.map(\.rowName) == ["Two", "Three"])
        #expect(missed.map { $0.json["id"] as? String } == ["a", "a"])
    }

    @Test("one socket has several subscriptions, each with its own filter")
    func several() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        try socket.subscribe(["id": "albums", "tables": ["albums"]])
        try socket.subscribe(["id": "projects", "tables": ["projects"]])
        #expect(try socket.subscribe(["id": "albums"]).json["code"] as? String == "taken")
        try make(server, token, "One")
        let first = try socket.message()
        #expect(first.json["id"] as? String == "projects")
        try socket.send(json: ["type": "unsubscribe", "id": "projects"])
        #expect(try socket.message().type == "unsubscribed")
        try make(server, token, "Two")
        _ = try server.send("POST", "/api/v1/albums", ["name": "Album"], token: token)
        let second = try socket.message()
        #expect(second.json["id"] as? String == "albums")
        #expect(second.rowName == "Album")
    }

    @Test("nobody hears of what is not theirs")
    func isolation() throws {
        let token = try testToken(store)
        let eve = try testToken(store, email: "eve@example.com")
        let server = try TestServer(store)
        let socket = try TestSocket(server, eve)
        try socket.subscribe(["after": 0])
        try make(server, token, "Secret")
        try make(server, eve, "Own")
        while true {
            let event = try socket.message()
            #expect(!event.text.contains("Secret"))
            if event.rowName == "Own" { break }
        }
    }

    @Test(
        "what is no command is answered by an error that says why",
        arguments: [
            ("nonsense", "malformed_json", ""), ("[]", "invalid", ""),
            ("{\"type\":\"shout\"}", "invalid", "type"), ("{}", "invalid", "type"),
            ("{\"type\":\"subscribe\",\"colour\":1}", "invalid", "colour"),
            ("{\"type\":\"subscribe\",\"after\":\"x\"}", "invalid", "after"),
            ("{\"type\":\"ping\",\"after\":1}", "invalid", "after"),
            ("{\"type\":\"unsubscribe\",\"id\":\"x\"}", "not_found", ""),
            ("", "malformed_json", ""),
            (String(repeating: "[", count: 60_000), "malformed_json", ""),
        ])
    func badCommand(_ text: String, _ code: String, _ field: String) throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        try socket.send(text)
        let answer = try socket.message()
        #expect(answer.type == "error")
        #expect(answer.json["code"] as? String == code)
        #expect(answer.json["field"] as? String ?? "" == field)
        try socket.send(json: ["type": "ping", "id": "p"])
        #expect(try socket.message().text == "{\"type\":\"pong\",\"id\":\"p\"}")
    }

    @Test("there are so many subscriptions of a socket, and no more")
    func manySubscriptions() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        for number in 0..<16 {
            #expect(try socket.subscribe(["id": "\(number)"]).type == "subscribed")
        }
        let refused = try socket.subscribe(["id": "more"])
        #expect(refused.json["code"] as? String == "too_many_subscriptions")
        try socket.send(json: ["type": "unsubscribe", "id": "3"])
        #expect(try socket.message().type == "unsubscribed")
        #expect(try socket.subscribe(["id": "more"]).type == "subscribed")
    }

    @Test("a request that may not, or does not ask for a WebSocket, is answered as a request")
    func refused() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let nobody = try server.ask("GET", "/api/v1/ws", headers: TestSocket.upgrade)
        #expect(nobody.status == 401)
        #expect(nobody.headers["content-type"] == "application/problem+json")
        let plain = try server.ask("GET", "/api/v1/ws", token: token)
        #expect(plain.status == 426)
        #expect(plain.headers["upgrade"] == "websocket")
        func ask(_ headers: [String: String], _ method: String = "GET") throws -> TestAnswer {
            try server.ask(
                method, "/api/v1/ws", token: token,
                headers: TestSocket.upgrade.merging(headers) { $1 })
        }
        let old = try ask(["Sec-WebSocket-Version": "8"])
        #expect(old.status == 426)
        #expect(old.headers["sec-websocket-version"] == "13")
        #expect(try ask(["Sec-WebSocket-Key": "short"]).status == 400)
        #expect(try ask(["Connection": "keep-alive"]).status == 426)
        #expect(try ask(["Upgrade": "h2c"]).status == 426)
        #expect(try ask(["Content-Length": "2"], "POST").status == 405)
        let elsewhere = try server.ask(
            "GET", "/api/v1/auth/me", token: token, headers: TestSocket.upgrade)
        #expect(elsewhere.status == 200)
        #expect(elsewhere.headers["connection"] == "close")
    }

    @Test("a connection that was used before can become a WebSocket")
    func laterRequest() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let connection = try server.connect()
        #expect(try connection.ask("GET", "/healthz").status == 200)
        let answer = try connection.ask(
            "GET", "/api/v1/ws", token: token, headers: TestSocket.upgrade)
        #expect(answer.status == 101)
    }

    @Test("what is sent right behind the request is not lost")
    func eager() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let connection = try server.connect()
        let head = TestSocket.upgrade.map { "\($0): \($1)\r\n" }.joined()
        let ping = TestSocket.frame(1, Array("{\"type\":\"ping\"}".utf8))
        try connection.write(
            Array(
                ("GET /api/v1/ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
                    + head + "\r\n").utf8) + ping)
        #expect(try connection.head().status == 101)
        #expect(try connection.bytes(17) == [0x81, 15] + Array("{\"type\":\"pong\"}".utf8))
    }

    @Test("a page of another site gets no WebSocket by the cookie of its visitor")
    func crossSite() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        func ask(_ origin: String?) throws -> TestAnswer {
            var headers = TestSocket.upgrade
            headers["Cookie"] = "stillstore=\(token)"
            headers["Origin"] = origin
            return try server.ask("GET", "/api/v1/ws", headers: headers)
        }
        for origin in ["https://evil.example", "null", nil] {
            #expect(try ask(origin).status == 403)
        }
        #expect(try ask("http://localhost").status == 101)
    }

    @Test("who was signed out is told so, and hears nothing more")
    func revoked() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let made = try server.send(
            "POST", "/api/v1/auth/tokens", ["name": "a", "scopes": ["read"]], token: token)
        let socket = try TestSocket(server, try #require(made.json["secret"] as? String))
        try socket.subscribe(["tables": ["projects"]])
        let id = try #require((made.json["token"] as? [String: Any])?["id"] as? String)
        _ = try server.ask("DELETE", "/api/v1/auth/tokens/\(id)", token: token)
        try make(server, token, "Late")
        let last = try socket.message()
        #expect(last.opcode == 8)
        #expect(last.code == 4401)
    }

    @Test("sockets are told when the server stops, and it does")
    func stops() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let sockets = try (0..<3).map { _ in try TestSocket(server, token) }
        for socket in sockets.dropFirst() { try socket.subscribe() }
        kill(server.process.id, SIGTERM)
        for socket in sockets {
            let last = try socket.message()
            #expect(last.code == 1001)
            try socket.connection.write(TestSocket.frame(8, last.data))
        }
        #expect(server.process.wait() == 0)
    }

    @Test("the feed goes on where it was after the server was killed")
    func killed() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let socket = try TestSocket(server, token)
        try socket.subscribe()
        try make(server, token, "One")
        let event = try socket.message().json["event"] as? [String: Any]
        let number = try #require(event?["number"] as? Int)
        try make(server, token, "Two")
        server.crash()
        let restarted = try TestServer(store)
        let again = try TestSocket(restarted, token)
        try again.subscribe(["after": number])
        #expect(try again.message().rowName == "Two")
    }

    @Test("streams and sockets of one user are limited together, and free again when they close")
    func limit() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        var sockets = try (0..<100).map { _ in try TestSocket(server, token) }
        let refused = try server.ask("GET", "/api/v1/ws", token: token, headers: TestSocket.upgrade)
        #expect(refused.status == 429)
        #expect(refused.code == "too_many_streams")
        #expect(try server.ask("GET", "/api/v1/events", token: token).status == 429)
        try sockets.removeLast().close()
        sockets.append(try TestSocket(server, token))
    }
}
