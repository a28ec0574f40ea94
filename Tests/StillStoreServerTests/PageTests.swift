import Domain
import Foundation
import TestSupport
import Testing

/// What the web pages are served by, and what they ask for; the pages themselves are tested in a browser.
@Suite("Pages and their questions") struct PageTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    @Test("every address of a page is answered with a page that may run nothing but its own files")
    func addresses() throws {
        _ = try testToken(store)
        let server = try TestServer(store)
        for path in ["/", "/picture/x", "/albums", "/sessions/x", "/jobs", "/settings", "/s/x"] {
            let answer = try server.ask("GET", path)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
            let policy = try #require(answer.headers["content-security-policy"])
            #expect(policy.contains("script-src 'self'"))
            #expect(!policy.contains("unsafe"))
        }
    }

    @Test("files of the pages never change at their address, and nothing else is below it")
    func files() throws {
        _ = try testToken(store)
        let server = try TestServer(store)
        let page = String(decoding: try server.ask("GET", "/").body, as: UTF8.self)
        let match = try #require(page.firstMatch(of: #/"(/pages/[0-9a-f]+)/[a-z/.-]+\.js"/#))
        let base = String(match.1)
        let style = try server.ask("GET", base + "/app/style.css")
        #expect(style.status == 200)
        #expect(style.headers["cache-control"]?.contains("immutable") == true)
        let packed = try server.ask(
            "GET", base + "/app/style.css", headers: ["Accept-Encoding": "gzip"])
        #expect(packed.headers["content-encoding"] == "gzip")
        #expect(packed.body.count < style.body.count)
        for path in [
            base + "/app/nothing.js", base + "/../app/style.css",
            base + "/app/%2e%2e/app/style.css",
            base + "/app", "/pages/0/app/style.css", base + "//app/style.css",
        ] {
            #expect(try server.ask("GET", path).status == 404)
        }
    }

    @Test("from any picture a list goes on in both directions")
    func bothDirections() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        var ids: [String] = []
        for number in 1...5 {
            let put = try server.ask(
                "PUT", "/api/v1/buckets/pets/\(number).png", token: token,
                body: testPicture(number))
            ids.append(try #require(put.json["id"] as? String))
        }
        func list(_ query: String) throws -> [String?] {
            let answer = try server.ask("GET", "/api/v1/assets?\(query)", token: token)
            return (answer.json["items"] as? [[String: Any]] ?? []).map { $0["id"] as? String }
        }
        #expect(try list("from=\(ids[2])") == [ids[1], ids[0]])
        #expect(try list("order=oldest&from=\(ids[2])") == [ids[3], ids[4]])
        #expect(try list("order=path&from=\(ids[3])") == [ids[4]])
        let stranger = try testToken(store, email: "other@example.org")
        let others = try server.ask("GET", "/api/v1/assets?from=\(ids[2])", token: stranger)
        #expect(others.status == 404)
        let timeline = try server.ask("GET", "/api/v1/assets/timeline", token: token)
        #expect(timeline.json["total"] as? Int == 5)
        let none = try server.ask("GET", "/api/v1/assets/timeline", token: stranger)
        #expect(none.json["total"] as? Int == 0)
    }

    @Test("badges are the caller's own, and of what they may know of")
    func badges() throws {
        let token = try testToken(store)
        let other = try testToken(store, email: "other@example.org")
        let server = try TestServer(store)
        let put = try server.ask(
            "PUT", "/api/v1/buckets/pets/1.png", token: other, body: testPicture(1))
        let id = try #require(put.json["id"] as? String)
        _ = try server.send(
            "PUT", "/api/v1/assets/\(id)/rating", ["rating": 4, "is_starred": true], token: other)
        _ = try server.ask(
            "PUT", "/api/v1/assets/\(id)/tags/castle", token: other,
            headers: ["Content-Type": "application/json"])
        func badges(_ token: String) throws -> [[String: Any]] {
            let answer = try server.ask("GET", "/api/v1/assets/badges?ids=\(id)", token: token)
            return answer.json["items"] as? [[String: Any]] ?? []
        }
        let own = try #require(try badges(other).first)
        #expect(own["rating"] as? Int == 4)
        #expect(own["tags"] as? [String] == ["castle"])
        // An admin sees the asset, not what others think of it.
        let admins = try #require(try badges(token).first)
        #expect(admins["rating"] == nil)
        #expect(admins["is_starred"] as? Bool == false)
        let stranger = try testToken(store, email: "third@example.org")
        #expect(try badges(stranger).isEmpty)
    }

    @Test("a token that is revoked is refused at the next request, though it was just known")
    func revokedAtOnce() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        for _ in 0..<3 {
            #expect(try server.ask("GET", "/api/v1/auth/me", token: token).status == 200)
        }
        let tokens = try server.ask("GET", "/api/v1/auth/tokens", token: token)
        let items = try #require(tokens.json["items"] as? [[String: Any]])
        let own = try #require(items.first { $0["name"] as? String == "test" })
        let id = try #require(own["id"] as? String)
        // By another program.
        try testChange(store) { _ = try $0.accessTokens.revoke(id) }
        #expect(try server.ask("GET", "/api/v1/auth/me", token: token).status == 401)
    }
}
