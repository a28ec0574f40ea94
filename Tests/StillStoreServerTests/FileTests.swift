import Foundation
import TestSupport
import Testing

@Suite("Files over HTTP") struct FileTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    /// A server with one picture at `pets/cat.png`.
    private func withPicture(
        _ body: (TestServer, _ token: String, _ picture: [UInt8], _ id: String) throws -> Void
    ) throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let picture = testPicture(1)
        let put = try server.ask("PUT", "/api/v1/buckets/pets/cat.png", token: token, body: picture)
        #expect(put.status == 201)
        let id = try #require(put.json["id"] as? String)
        try body(server, token, picture, id)
    }

    @Test("what was put is there, byte for byte, by its path and by its id")
    func roundTrip() throws {
        try withPicture { server, token, picture, id in
            let byPath = try server.ask("GET", "/api/v1/buckets/pets/cat.png", token: token)
            #expect(byPath.body == picture)
            #expect(byPath.headers["content-type"] == "image/png")
            let byID = try server.ask("GET", "/api/v1/assets/\(id)/content", token: token)
            #expect(byID.body == picture)
            #expect(byID.headers["cache-control"] == "private, max-age=31536000, immutable")
            #expect(byID.headers["content-security-policy"]?.hasPrefix("sandbox") == true)
            let asset = try server.ask("GET", "/api/v1/assets/\(id)", token: token)
            #expect(asset.json["width"] as? Int == 48)
            let again = try server.ask(
                "PUT", "/api/v1/buckets/pets/cat.png", token: token, body: picture)
            #expect(again.status == 200)
        }
    }

    @Test(
        "a range is answered as RFC 9110 says",
        arguments: [
            // From the front; from the end where it is negative.
            ("bytes=0-3", 206, 0, 4), ("bytes=-3", 206, -3, -1), ("bytes=5-", 206, 5, -1),
            ("bytes=0-0", 206, 0, 1), ("bytes=0-99999999", 206, 0, -1),
            ("bytes=99999999-", 416, 0, 0), ("bytes=-0", 416, 0, 0), ("bytes=3-1", 200, 0, 0),
            ("bytes=0-1,3-4", 200, 0, 0), ("lines=0-1", 200, 0, 0), ("bytes=a-b", 200, 0, 0),
            ("bytes=99999999999999999999-", 416, 0, 0), ("bytes=--1", 200, 0, 0),
        ])
    func ranges(_ header: String, _ status: Int, _ from: Int, _ to: Int) throws {
        try withPicture { server, token, picture, id in
            let answer = try server.ask(
                "GET", "/api/v1/assets/\(id)/content", token: token, headers: ["Range": header])
            #expect(answer.status == status)
            let count = picture.count
            switch status {
            case 206:
                let start = from < 0 ? count + from : from
                let end = to < 0 ? count : to
                #expect(answer.body == Array(picture[start..<end]))
                #expect(answer.headers["content-range"] == "bytes \(start)-\(end - 1)/\(count)")
            case 416: #expect(answer.headers["content-range"] == "bytes */\(count)")
            default: #expect(answer.body == picture)
            }
        }
    }

    @Test("HEAD says what GET would, and conditions save the bytes")
    func conditions() throws {
        try withPicture { server, token, picture, id in
            let path = "/api/v1/assets/\(id)/content"
            let head = try server.ask("HEAD", path, token: token)
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == String(picture.count))
            let tag = try #require(head.headers["etag"])
            for known in [tag, "\"other\", \(tag)", "*", "W/\(tag)"] {
                let answer = try server.ask(
                    "GET", path, token: token, headers: ["If-None-Match": known])
                #expect(answer.status == 304)
            }
            let stale = try server.ask(
                "GET", path, token: token, headers: ["If-Range": "\"other\"", "Range": "bytes=0-1"])
            #expect(stale.status == 200)
            #expect(stale.body == picture)
        }
    }

    @Test("a rendition is made when it is asked for, and is a picture")
    func rendition() throws {
        try withPicture { server, token, _, id in
            let path = "/api/v1/assets/\(id)/renditions/thumb"
            let made = try server.ask("GET", path, token: token)
            #expect(made.status == 200)
            #expect(made.headers["content-type"]?.hasPrefix("image/") == true)
            #expect(try server.ask("GET", path, token: token).body == made.body)
            let unknown = try server.ask(
                "GET", "/api/v1/assets/\(id)/renditions/none", token: token)
            #expect(unknown.status == 400)
        }
    }

    @Test(
        "what is stored is listed and found, to its owner only, and leaves the list when it is deleted"
    )
    func search() throws {
        let eve = try testToken(store, email: "eve@example.com")
        try withPicture { server, token, _, id in
            let path = "/api/v1/assets?query=cat%20width:48"
            let found = try server.ask("GET", path, token: token)
            #expect(found.items.map { $0["id"] as? String } == [id])
            #expect(try server.ask("GET", "/api/v1/assets", token: token).items.count == 1)
            #expect(try server.ask("GET", "/api/v1/assets", token: eve).items.isEmpty)
            let facets = try server.ask("GET", "/api/v1/assets/facets", token: token)
            #expect(facets.json["total"] as? Int == 1)
            let bad = try server.ask("GET", "/api/v1/assets?query=width:big", token: token)
            #expect(bad.status == 400)
            #expect(bad.code == "unreadable_search")
            #expect(try server.ask("DELETE", "/api/v1/assets/\(id)", token: token).status == 204)
            #expect(try server.ask("GET", path, token: token).items.isEmpty)
            let back = try server.send("POST", "/api/v1/assets/\(id)/undelete", [:], token: token)
            #expect(back.status == 200)
            #expect(try server.ask("GET", path, token: token).items.count == 1)
        }
    }

    @Test("a body that ends early leaves nothing")
    func endsEarly() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let connection = try server.connect()
        try connection.write(
            "PUT /api/v1/buckets/pets/cat.png HTTP/1.1\r\nHost: localhost\r\n"
                + "Authorization: Bearer \(token)\r\nContent-Length: 100000\r\n\r\n")
        try connection.write(Array(testPicture(1).prefix(1000)))
        connection.finish()
        _ = connection.isClosed
        let after = try server.ask("GET", "/api/v1/buckets/pets/cat.png", token: token)
        #expect(after.status == 404)
    }

    @Test("somebody else's pictures are not there, by id, by path, and for writing")
    func isolation() throws {
        let other = try testToken(store, email: "eve@example.com")
        try withPicture { server, _, picture, id in
            for path in [
                "/api/v1/assets/\(id)", "/api/v1/assets/\(id)/content",
                "/api/v1/assets/\(id)/renditions/thumb", "/api/v1/buckets/pets/cat.png",
                "/b/pets/cat.png",
            ] {
                #expect(try server.ask("GET", path, token: other).status == 404, "\(path)")
            }
            #expect(try server.ask("GET", "/b/pets/cat.png").status == 404)
            let put = try server.ask(
                "PUT", "/api/v1/buckets/pets/cat.png", token: other, body: testPicture(2))
            #expect(put.status == 409)
            let unknown = try server.ask(
                "GET", "/api/v1/assets/00000000-0000-7000-8000-000000000000", token: other)
            let theirs = try server.ask("GET", "/api/v1/assets/\(id)", token: other)
            #expect(theirs.code == unknown.code)
        }
    }

    @Test("names that leave their bucket are refused")
    func badNames() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        for path in ["..%2f..%2fetc", "a/../b", "%00", "a//b", "%c0%ae%c0%ae/x", "."] {
            let answer = try server.ask(
                "PUT", "/api/v1/buckets/pets/\(path)", token: token, body: testPicture(1))
            #expect(answer.status == 400 || answer.status == 201, "\(path): \(answer.text)")
            if answer.status == 201 {
                #expect((answer.json["path"] as? String)?.contains("..") == false, "\(path)")
            }
        }
    }
}
