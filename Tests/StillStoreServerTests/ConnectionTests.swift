import Domain
import Foundation
import StillStoreCore
import TestSupport
import Testing
import Values

@Suite("Live connections") struct ConnectionTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    private func agents(
        _ server: TestServer, _ token: String, _ query: String = ""
    ) throws -> [String] {
        let answer = try server.ask("GET", "/api/v1/connections\(query)", token: token)
        #expect(answer.status == 200)
        return answer.items.map { $0["agent"] as? String ?? "" }
    }

    private func listen(
        _ server: TestServer, _ token: String, _ agent: String, _ query: String = ""
    ) throws -> TestConnection {
        let connection = try server.connect()
        try connection.write(
            "GET /api/v1/events\(query) HTTP/1.1\r\nHost: localhost\r\nUser-Agent: \(agent)\r\n"
                + "Authorization: Bearer \(token)\r\n\r\n")
        #expect(try connection.head().status == 200)
        return connection
    }

    @Test("each stream and socket is listed from when it begins until it ends, for its owner")
    func listed() throws {
        let token = try testToken(store)
        let eve = try testToken(store, email: "eve@example.com")
        let server = try TestServer(store)
        let made = try server.send(
            "POST", "/api/v1/sessions", ["workflow": "ad", "title": "A"], token: token)
        let session = try #require(made.json["id"] as? String)
        let stream = try listen(server, token, "stream", "?session=\(session)")
        let first = try TestSocket(server, token, ["User-Agent": "first"])
        let second = try TestSocket(server, token, ["User-Agent": "second"])
        let other = try TestSocket(server, eve, ["User-Agent": "eve"])
        #expect(try agents(server, token) == ["stream", "first", "second"])
        #expect(try agents(server, eve) == ["eve"])
        #expect(try agents(server, token, "?session=\(session)") == ["stream"])
        #expect(
            try server.ask("GET", "/api/v1/connections?session=\(session)", token: eve).status
                == 404)
        try first.close()
        #expect(try agents(server, token) == ["stream", "second"])
        withExtendedLifetime((stream, second, other)) {}
    }

    @Test("the feed and the journal are told nothing of them")
    func quiet() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let before = try server.ask("GET", "/api/v1/events/list?limit=1000", token: token).text
        let sockets = try (0..<20).map { _ in try TestSocket(server, token) }
        for socket in sockets { try socket.close() }
        #expect(try agents(server, token) == [])
        #expect(
            try server.ask("GET", "/api/v1/events/list?limit=1000", token: token).text == before)
        server.stop()
        let lines = try FileManager.default.subpathsOfDirectory(atPath: store + "/journal")
            .map { try String(contentsOfFile: store + "/journal/" + $0, encoding: .utf8) }
        #expect(!lines.joined().contains("\"connections\""))
    }

    @Test("rows say when a stream ended, also when the server stops; what was killed is not listed")
    func ended() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let sockets = try (0..<3).map { _ in try TestSocket(server, token) }
        server.stop()
        #expect(try open(since: 0) == 0)
        withExtendedLifetime(sockets) {}
        let killed = try TestServer(store)
        let socket = try TestSocket(killed, token)
        killed.crash()
        withExtendedLifetime(socket) {}
        #expect(try open(since: 0) == 1)
        #expect(try open(since: .max) == 0)
        let library = try Library(at: FilePath(store))
        defer { library.close() }
        let closed = try library.domain.change(as: .program) {
            try $0.connections.closeSilent(since: $0.now + 1)
        }
        #expect(closed == 1)
    }

    /// How many rows of the store's owner are open.
    private func open(since moment: Int64) throws -> Int {
        let library = try Library(at: FilePath(store))
        defer { library.close() }
        let owner = try library.domain.owner().viewer
        return try library.domain.read(as: owner) {
            try $0.connections.open(heardSince: moment).count
        }
    }
}
