import Foundation
import TestSupport
import Testing

@Suite("The feed") struct FeedTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    @Test("who listens hears of a change, and after a break of what was missed")
    func replay() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let reader = try EventReader.listen(server, token)
        _ = try server.send("POST", "/api/v1/projects", ["name": "One"], token: token)
        let first = try reader.next()
        #expect(first.name == "projects.insert")
        #expect(first.data.contains("\"One\""))
        for name in ["Two", "Three"] {
            _ = try server.send("POST", "/api/v1/projects", ["name": name], token: token)
        }
        let again = try EventReader.listen(server, token, headers: ["Last-Event-ID": "\(first.id)"])
        #expect(try again.next().data.contains("\"Two\""))
        #expect(try again.next().data.contains("\"Three\""))
    }

    @Test("the feed goes on where it was after the server was killed")
    func killed() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let reader = try EventReader.listen(server, token)
        _ = try server.send("POST", "/api/v1/projects", ["name": "One"], token: token)
        let first = try reader.next()
        _ = try server.send("POST", "/api/v1/projects", ["name": "Two"], token: token)
        server.crash()
        let restarted = try TestServer(store)
        let again = try EventReader.listen(restarted, token, "?after=\(first.id)")
        #expect(try again.next().data.contains("\"Two\""))
    }

    @Test("what another program changes is heard of")
    func otherProgram() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let reader = try EventReader.listen(server, token)
        let result = try runProgram(
            builtProgram("stillstore"), ["projects", "create", "Aside", "--store", store])
        #expect(result.status == 0)
        #expect(try reader.next().data.contains("\"Aside\""))
    }

    @Test("nobody hears of what is not theirs")
    func isolation() throws {
        let token = try testToken(store)
        let eve = try testToken(store, email: "eve@example.com")
        let server = try TestServer(store)
        let reader = try EventReader.listen(server, eve)
        _ = try server.send("POST", "/api/v1/projects", ["name": "Secret"], token: token)
        _ = try server.send("POST", "/api/v1/projects", ["name": "Own"], token: eve)
        let first = try reader.next()
        #expect(first.data.contains("\"Own\""))
    }

    @Test("who was signed out hears nothing more")
    func revoked() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let made = try server.send(
            "POST", "/api/v1/auth/tokens", ["name": "a", "scopes": ["read"]], token: token)
        let reader = try EventReader.listen(server, try #require(made.json["secret"] as? String))
        let id = try #require((made.json["token"] as? [String: Any])?["id"] as? String)
        _ = try server.ask("DELETE", "/api/v1/auth/tokens/\(id)", token: token)
        _ = try server.send("POST", "/api/v1/projects", ["name": "Late"], token: token)
        #expect(throws: (any Error).self) {
            while true {
                let event = try reader.next()
                #expect(!event.data.contains("Late"))
            }
        }
    }

    @Test("streams end when the server stops")
    func stops() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let reader = try EventReader.listen(server, token)
        kill(server.process.id, SIGTERM)
        #expect(throws: (any Error).self) { while true { _ = try reader.next() } }
        #expect(server.process.wait() == 0)
    }
}

/// Reads server-sent events off a chunked answer.
struct EventReader {
    struct Event {
        let id: Int
        let name: String
        let data: String
    }

    private let connection: TestConnection

    init(_ connection: TestConnection) { self.connection = connection }

    /// Asks for the feed.
    static func listen(
        _ server: TestServer, _ token: String, _ query: String = "",
        headers: [String: String] = [:]
    ) throws -> EventReader {
        let connection = try server.connect()
        let lines = headers.map { "\($0): \($1)\r\n" }.joined()
        try connection.write(
            "GET /api/v1/events\(query) HTTP/1.1\r\nHost: localhost\r\n\(lines)"
                + "Authorization: Bearer \(token)\r\n\r\n")
        #expect(try connection.head().status == 200)
        return EventReader(connection)
    }

    func next() throws -> Event {
        var fields: [String: String] = [:]
        while true {
            let line = try connection.line()
            if line.isEmpty, let id = fields["id"].flatMap({ Int($0) }) {
                return Event(id: id, name: fields["event"] ?? "", data: fields["data"] ?? "")
            }
            let parts = line.split(separator: ":", maxSplits: 1)
            // Sizes of chunks and signs of life are not fields.
            guard parts.count == 2, !parts[0].isEmpty else { continue }
            fields[String(parts[0])] = String(parts[1].dropFirst())
        }
    }
}
