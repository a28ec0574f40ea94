import Foundation
import TestSupport
import Testing

/// Every operation of the description, asked by somebody who may not.
@Suite("Isolation over HTTP") struct IsolationTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    private struct Operation {
        let method: String
        let path: String
        let definition: [String: Any]

        var name: String { definition["operationId"] as? String ?? "" }
        var isOpen: Bool {
            let security = definition["security"] as? [[String: Any]] ?? []
            return security.contains { $0.isEmpty }
        }
    }

    private func operations(_ server: TestServer) throws -> (
        all: [Operation], schemas: [String: Any]
    ) {
        let document = try server.ask("GET", "/api/v1/openapi.json").json
        let paths = document["paths"] as? [String: [String: Any]] ?? [:]
        let components = document["components"] as? [String: Any] ?? [:]
        let all = paths.flatMap { path, methods in
            methods.map { method, definition in
                Operation(
                    method: method.uppercased(), path: path,
                    definition: definition as? [String: Any] ?? [:])
            }
        }
        return (all.sorted { $0.name < $1.name }, components["schemas"] as? [String: Any] ?? [:])
    }

    /// The least that a schema takes.
    private func sample(_ schema: [String: Any]) -> Any {
        if let words = schema["enum"] as? [String] { return words[0] }
        switch schema["type"] as? String {
        case "string": return "x"
        case "integer", "number": return 1
        case "boolean": return true
        case "array": return []
        case "object":
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            let required = schema["required"] as? [String] ?? []
            return Dictionary(
                uniqueKeysWithValues: required.map { ($0, sample(properties[$0] ?? [:])) })
        default: return [String: Any]()
        }
    }

    private func body(of operation: Operation) -> Any? {
        let body = operation.definition["requestBody"] as? [String: Any]
        let content = body?["content"] as? [String: [String: Any]]
        guard let schema = content?["application/json"]?["schema"] as? [String: Any] else {
            return nil
        }
        return sample(schema)
    }

    private func ask(
        _ server: TestServer, _ operation: Operation, _ path: String, _ token: String?
    ) throws -> TestAnswer {
        if let body = body(of: operation) {
            return try server.send(operation.method, path, body, token: token)
        }
        return try server.ask(operation.method, path, token: token)
    }

    @Test("without a valid proof nothing is answered but what is open")
    func nobody() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let made = try server.send(
            "POST", "/api/v1/auth/tokens", ["name": "a", "scopes": ["read"]], token: token)
        let revoked = try #require(made.json["secret"] as? String)
        let id = try #require((made.json["token"] as? [String: Any])?["id"] as? String)
        #expect(try server.ask("DELETE", "/api/v1/auth/tokens/\(id)", token: token).status == 204)
        var count = 0
        for operation in try operations(server).all where !operation.isOpen {
            let path = operation.path.replacing(/\{[a-z]+\}/, with: "x")
            for token in [nil, "ss_aebagbafaydqqcikbmga2dqpcaireeyu", revoked] {
                let answer = try ask(server, operation, path, token)
                #expect(answer.status == 401, "\(operation.name)")
                count += 1
            }
        }
        #expect(count > 200)
    }

    @Test("a token does no more than its scopes say")
    func scopes() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let made = try server.send(
            "POST", "/api/v1/auth/tokens", ["name": "a", "scopes": ["read"]], token: token)
        let reader = try #require(made.json["secret"] as? String)
        for operation in try operations(server).all where !operation.isOpen {
            if ["GET", "HEAD"].contains(operation.method) || operation.name == "signOut" {
                continue
            }
            let path = operation.path.replacing(/\{[a-z]+\}/, with: "x")
            let answer = try ask(server, operation, path, reader)
            #expect(answer.status == 403, "\(operation.name)")
        }
    }

    @Test("somebody else's rows are not there, for every operation, and stay as they are")
    func otherRows() throws {
        let token = try testToken(store)
        let eve = try testToken(store, email: "eve@example.com")
        let server = try TestServer(store)
        let ids = try rows(server, token)
        let before = try ids.map { try server.ask("GET", $0.path, token: token).text }
        var count = 0
        for operation in try operations(server).all {
            guard operation.path.hasPrefix("/api/v1/"), operation.path.contains("{id}") else {
                continue
            }
            let kind = String(operation.path.split(separator: "/")[2])
            guard let id = ids.first(where: { $0.kind == kind })?.id else { continue }
            let path = operation.path.replacing("{id}", with: id)
                .replacing("{recipe}", with: "thumb").replacing(/\{[a-z]+\}/, with: "x")
            let answer = try ask(server, operation, path, eve)
            #expect(
                answer.status == 404 || answer.code == "admins_only",
                "\(operation.name): \(answer.status) \(answer.text)")
            #expect(!answer.text.contains("Secret"), "\(operation.name)")
            count += 1
        }
        #expect(count > 85)
        let after = try ids.map { try server.ask("GET", $0.path, token: token).text }
        #expect(after == before)
    }

    /// One row of each kind, by its kind in addresses.
    private func rows(
        _ server: TestServer, _ token: String
    ) throws -> [(kind: String, id: String, path: String)] {
        func make(_ path: String, _ body: [String: Any]) throws -> String {
            let answer = try server.send("POST", path, body, token: token)
            #expect(answer.status == 201, "\(path): \(answer.text)")
            return answer.json["id"] as? String ?? "none"
        }
        let project = try make("/api/v1/projects", ["name": "Secret"])
        let shot = try make("/api/v1/projects/\(project)/shots", ["name": "Secret"])
        let session = try make("/api/v1/sessions", ["workflow": "ad", "title": "Secret"])
        let job = try make("/api/v1/jobs", ["type": "Secret"])
        let album = try make("/api/v1/albums", ["name": "Secret"])
        let put = try server.ask(
            "PUT", "/api/v1/buckets/secret/Secret.png", token: token, body: testPicture(1))
        let asset = put.json["id"] as? String ?? "none"
        let generation = try make("/api/v1/generations", ["kind": "image", "asset": asset])
        let shared = try server.send(
            "POST", "/api/v1/links", ["target": "album", "id": album], token: token)
        let link = (shared.json["link"] as? [String: Any])?["id"] as? String ?? "none"
        let entry = try make("/api/v1/shots/\(shot)/entries", ["generation": generation])
        let template = try make("/api/v1/templates", ["name": "Secret", "prompt": "Secret"])
        let document = try make("/api/v1/documents", ["kind": "graph", "name": "Secret"])
        let batch = try make("/api/v1/training", ["name": "Secret"])
        let item = try make("/api/v1/training/\(batch)/items", ["name": "Secret"])
        let caption = try make(
            "/api/v1/captions", ["text": "Secret", "type": "png", "asset": asset])
        let cost = try make(
            "/api/v1/costs", ["provider": "Secret", "amount": 1, "project": project])
        let model = try server.send(
            "PUT", "/api/v1/models", ["key": "Secret", "name": "Secret", "type": "main"],
            token: token)
        return [
            ("entries", entry), ("templates", template), ("documents", document),
            ("training", batch), ("training-items", item), ("captions", caption),
            ("costs", cost), ("models", model.json["id"] as? String ?? "none"),
            ("projects", project), ("shots", shot), ("sessions", session), ("jobs", job),
            ("albums", album), ("assets", asset), ("generations", generation), ("links", link),
        ].map { ($0.0, $0.1, "/api/v1/\($0.0)/\($0.1)") }
    }
}
