import Foundation
import TestSupport
import Testing

@Suite("Shared links and signed addresses") struct SharedTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    private struct Shelf {
        let server: TestServer
        let token: String
        /// In the album, and beside it.
        let shown, hidden: String
        let album: String
    }

    private func shelf() throws -> Shelf {
        let token = try testToken(store)
        let server = try TestServer(store)
        var ids: [String] = []
        for number in 1...2 {
            let put = try server.ask(
                "PUT", "/api/v1/buckets/pets/\(number).png", token: token,
                body: testPicture(number))
            ids.append(try #require(put.json["id"] as? String))
        }
        let album = try server.send("POST", "/api/v1/albums", ["name": "Castles"], token: token)
        let id = try #require(album.json["id"] as? String)
        let added = try server.send(
            "POST", "/api/v1/albums/\(id)/assets", ["ids": [ids[0]]], token: token)
        #expect(added.status == 200)
        return Shelf(server: server, token: token, shown: ids[0], hidden: ids[1], album: id)
    }

    private func link(
        _ shelf: Shelf, _ more: [String: Any] = [:]
    ) throws -> (path: String, id: String) {
        let made = try shelf.server.send(
            "POST", "/api/v1/links",
            ["target": "album", "id": shelf.album].merging(more) { $1 }, token: shelf.token)
        #expect(made.status == 201)
        let key = try #require(made.json["key"] as? String)
        let link = try #require(made.json["link"] as? [String: Any])
        return ("/api/v1/shared/\(key)", try #require(link["id"] as? String))
    }

    /// - Returns: the headers of who has opened it.
    private func open(
        _ path: String, _ server: TestServer, password: String? = nil
    ) throws -> [String: String] {
        let answer = try server.send(
            "POST", path + "/open", password.map { ["password": $0] } ?? [:])
        #expect(answer.status == 204)
        let cookie = try #require(answer.headers["set-cookie"])
        return ["Cookie": String(cookie.prefix { $0 != ";" })]
    }

    @Test("a link shows its pictures and nothing else, to somebody without an account")
    func showsItsOwn() throws {
        let shelf = try shelf()
        let (path, _) = try link(shelf)
        #expect(try shelf.server.ask("GET", path).status == 401)
        let visit = try open(path, shelf.server)
        let contents = try shelf.server.ask("GET", path, headers: visit)
        #expect(contents.json["title"] as? String == "Castles")
        let items = try #require(contents.json["items"] as? [[String: Any]])
        #expect(items.map { $0["id"] as? String } == [shelf.shown])
        let bytes = try shelf.server.ask(
            "GET", "\(path)/assets/\(shelf.shown)/content", headers: visit)
        #expect(bytes.body == testPicture(1))
        let small = try shelf.server.ask(
            "GET", "\(path)/assets/\(shelf.shown)/renditions/thumb", headers: visit)
        #expect(small.status == 200)
        for other in ["content", "renditions/thumb"] {
            let answer = try shelf.server.ask(
                "GET", "\(path)/assets/\(shelf.hidden)/\(other)", headers: visit)
            #expect(answer.status == 404)
        }
        #expect(try shelf.server.ask("GET", "/api/v1/assets", headers: visit).status == 401)
        // The proof of one link is none of another.
        let (second, _) = try link(shelf)
        #expect(try shelf.server.ask("GET", second, headers: visit).status == 401)
    }

    @Test("a revoked link leads nowhere at once, also for who has opened it")
    func revoked() throws {
        let shelf = try shelf()
        let (path, id) = try link(shelf)
        let visit = try open(path, shelf.server)
        let revoked = try shelf.server.ask("DELETE", "/api/v1/links/\(id)", token: shelf.token)
        #expect(revoked.status == 204)
        for (method, path) in [("GET", path), ("GET", path + "/assets/\(shelf.shown)/content")] {
            #expect(try shelf.server.ask(method, path, headers: visit).status == 404)
        }
        #expect(try shelf.server.send("POST", path + "/open", [:]).status == 404)
        #expect(try shelf.server.ask("GET", "/api/v1/shared/nothing").status == 404)
    }

    @Test("a password is needed where there is one, and changes nothing for who guesses")
    func password() throws {
        let shelf = try shelf()
        let (path, id) = try link(shelf, ["password": "open sesame open"])
        for wrong in [[:], ["password": "open"], ["password": ""]] {
            let answer = try shelf.server.send("POST", path + "/open", wrong)
            #expect(answer.status == 401)
            #expect(answer.headers["set-cookie"] == nil)
        }
        _ = try open(path, shelf.server, password: "open sesame open")
        let link = try shelf.server.ask("GET", "/api/v1/links/\(id)", token: shelf.token)
        #expect(link.json["views"] as? Int == 1)
    }

    @Test("a view counts once a visit, and the last one can be looked at to its end")
    func views() throws {
        let shelf = try shelf()
        let (path, _) = try link(shelf, ["max_views": 1, "allows_download": false])
        let visit = try open(path, shelf.server)
        let again = try shelf.server.send("POST", path + "/open", [:], headers: visit)
        #expect(again.status == 204)
        #expect(try shelf.server.ask("GET", path, headers: visit).status == 200)
        let original = try shelf.server.ask(
            "GET", "\(path)/assets/\(shelf.shown)/content", headers: visit)
        #expect(original.status == 403)
        #expect(try shelf.server.send("POST", path + "/open", [:]).status == 404)
    }

    @Test("a signed address gives its file, and only as it was signed")
    func signed() throws {
        let shelf = try shelf()
        let made = try shelf.server.send(
            "POST", "/api/v1/assets/\(shelf.shown)/signed-url", ["seconds": 60],
            token: shelf.token)
        let url = try #require(made.json["url"] as? String)
        let path = "/f/" + (url.components(separatedBy: "/f/").last ?? "")
        #expect(try shelf.server.ask("GET", path).body == testPicture(1))
        let wrong = [
            path.replacingOccurrences(of: shelf.shown, with: shelf.hidden),
            path + "&recipe=thumb", String(path.dropLast()) + "g",
            path.replacingOccurrences(of: "expires=1", with: "expires=2"),
        ]
        for path in wrong { #expect(try shelf.server.ask("GET", path).status == 404) }
        let longer = try shelf.server.send(
            "POST", "/api/v1/assets/\(shelf.shown)/signed-url", ["seconds": 604_801],
            token: shelf.token)
        #expect(longer.status == 400)
        let stranger = try testToken(store, email: "other@example.org")
        let others = try shelf.server.send(
            "POST", "/api/v1/assets/\(shelf.shown)/signed-url", [:], token: stranger)
        #expect(others.status == 404)
        let deleted = try shelf.server.ask(
            "DELETE", "/api/v1/assets/\(shelf.shown)", token: shelf.token)
        #expect(deleted.status == 204)
        #expect(try shelf.server.ask("GET", path).status == 404)
    }
}
