import Foundation
import TestSupport
import Testing

@Suite("Hostile clients") struct HostileTests {
    let directory = TemporaryDirectory()
    var store: String { directory.path("store") }

    @Test(
        "what is no request, or could be read in two ways, is refused and the connection ends",
        arguments: [
            "nonsense\r\n\r\n", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
            "GET /healthz HTTP/1.1\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: localhost\r\n folded: yes\r\n\r\n",
            "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                + "Content-Length: 6\r\n\r\nhello!",
            "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\nhello",
            "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\n"
                + "Transfer-Encoding: gzip, chunked, identity\r\n\r\n0\r\n\r\n",
        ])
    func ambiguous(_ request: String) throws {
        let server = try TestServer(store)
        let connection = try server.connect()
        try connection.write(request)
        let status = try? connection.answer().status
        #expect(status == nil || (400..<500).contains(status!), "\(status ?? 0)")
        #expect(connection.isClosed || status == 401)
        #expect(try server.ask("GET", "/healthz").status == 200)
    }

    @Test("one answer to one request, whatever its body looks like")
    func bodyIsNoRequest() throws {
        let server = try TestServer(store)
        let connection = try server.connect()
        let hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        try connection.write(
            "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(hidden.utf8.count)\r\n"
                + "\r\n\(hidden)GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try connection.answer().status == 404)
        #expect(try connection.answer().text == "ready\n")
    }

    @Test("heads that are too large get 431")
    func largeHeads() throws {
        let server = try TestServer(store)
        let long = String(repeating: "a", count: 20_000)
        #expect(try server.ask("GET", "/healthz", headers: ["X-Long": long]).status == 431)
        #expect(try server.ask("GET", "/healthz?\(long)").status >= 400)
        let many = Dictionary(uniqueKeysWithValues: (0..<200).map { ("X-\($0)", "1") })
        #expect(try server.ask("GET", "/healthz", headers: many).status == 431)
    }

    @Test("an upgrade that nobody offers is answered as what it is")
    func upgrade() throws {
        let server = try TestServer(store)
        let connection = try server.connect()
        let answer = try connection.ask(
            "GET", "/healthz", headers: ["Connection": "Upgrade", "Upgrade": "h2c"])
        #expect(answer.status == 200)
        #expect(answer.headers["connection"] == "close")
        #expect(connection.isClosed)
    }

    @Test("who waits to be asked for the body is asked, and not when it is refused")
    func expectContinue() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let connection = try server.connect()
        let picture = testPicture(1)
        let head =
            "PUT /api/v1/buckets/pets/cat.png HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Length: \(picture.count)\r\nExpect: 100-continue\r\n"
        try connection.write(head + "Authorization: Bearer \(token)\r\n\r\n")
        #expect(try connection.head().status == 100)
        try connection.write(picture)
        #expect(try connection.answer().status == 201)
        let refused = try server.connect()
        try refused.write(head + "\r\n")
        #expect(try refused.answer().status == 401)
        #expect(refused.isClosed)
    }

    @Test("a name that is not ours is refused, whatever is asked")
    func rebinding() throws {
        let server = try TestServer(store)
        for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"] {
            let answer = try server.ask("GET", "/healthz", headers: ["Host": host])
            #expect(answer.status == 421)
        }
        for host in ["localhost", "127.0.0.1:80", "[::1]:80", "LOCALHOST"] {
            #expect(try server.ask("GET", "/healthz", headers: ["Host": host]).status == 200)
        }
    }

    @Test("pages of other sites change nothing by a cookie")
    func crossSite() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let cookie = ["Cookie": "stillstore=\(token)"]
        for origin in [
            ["Origin": "https://evil.example"], ["Sec-Fetch-Site": "cross-site"],
            ["Sec-Fetch-Site": "same-site"], ["Origin": "null"], [:],
        ] {
            let answer = try server.send(
                "POST", "/api/v1/projects", ["name": "x"],
                headers: cookie.merging(origin) { $1 })
            #expect(answer.status == 403)
            #expect(answer.code == "other_origin")
        }
        let own = try server.send(
            "POST", "/api/v1/projects", ["name": "x"],
            headers: cookie.merging(["Origin": "http://localhost"]) { $1 })
        #expect(own.status == 201)
    }

    @Test("guessing passwords gets slow")
    func guessing() throws {
        _ = try testToken(store, email: "ada@example.com")
        let server = try TestServer(store)
        var statuses: [Int] = []
        for _ in 0..<7 {
            let answer = try server.send(
                "POST", "/api/v1/auth/login", ["email": "ada@example.com", "password": "wrong"])
            statuses.append(answer.status)
            if answer.status == 429 { #expect(answer.headers["retry-after"] != nil) }
        }
        #expect(statuses.prefix(5) == [401, 401, 401, 401, 401])
        #expect(statuses.last == 429)
        let nobody = try server.send(
            "POST", "/api/v1/auth/login", ["email": "nobody@example.com", "password": "x"])
        #expect(nobody.status == 429, "an address that guesses waits for all accounts")
    }

    @Test("a password signs in, and a changed one ends what was signed in by the old")
    func passwords() throws {
        let token = try testToken(store, email: "ada@example.com")
        let server = try TestServer(store)
        let set = try server.send(
            "PUT", "/api/v1/auth/password", ["new": "correct horse"], token: token)
        #expect(set.status == 200)
        let signedIn = try server.send(
            "POST", "/api/v1/auth/login", ["email": "Ada@example.com", "password": "correct horse"])
        let secret = try #require(signedIn.json["secret"] as? String)
        #expect(try server.ask("GET", "/api/v1/auth/me", token: secret).status == 200)
        let wrong = try server.send(
            "PUT", "/api/v1/auth/password", ["current": "wrong", "new": "x"], token: secret)
        #expect(wrong.status == 401)
        let changed = try server.send(
            "PUT", "/api/v1/auth/password", ["current": "correct horse", "new": "battery staple"],
            token: secret)
        #expect(changed.status == 200)
        #expect(try server.ask("GET", "/api/v1/auth/me", token: secret).status == 401)
        #expect(try server.ask("POST", "/api/v1/auth/logout", token: token).status == 204)
        #expect(try server.ask("GET", "/api/v1/auth/me", token: token).status == 401)
    }

    @Test("JSON that is too large or too deep is refused")
    func largeJSON() throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let json = ["Content-Type": "application/json"]
        let large = Array("{\"name\":\"\(String(repeating: "a", count: 2 << 20))\"}".utf8)
        let connection = try server.connect()
        try? connection.write(
            "POST /api/v1/projects HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(large.count)\r\n\r\n")
        #expect(try connection.answer().status == 413)
        let deep = Array(
            ("{\"settings\":" + String(repeating: "[", count: 100_000)).utf8)
        let answer = try server.ask(
            "POST", "/api/v1/projects", token: token, headers: json, body: deep)
        #expect(answer.status == 400)
        #expect(answer.code == "malformed_json")
    }

    @Test("a job is claimed once by many who wait for it")
    func claims() async throws {
        let token = try testToken(store)
        let server = try TestServer(store)
        let waiting = try (0..<4).map { number in
            let connection = try server.connect()
            let body = "{\"worker\":\"w\(number)\",\"wait\":20}"
            try connection.write(
                "POST /api/v1/jobs/claim HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            return connection
        }
        let jobs = try (0..<4).map { _ in
            try #require(
                try server.send("POST", "/api/v1/jobs", ["type": "image"], token: token)
                    .json["id"] as? String)
        }
        let held = try waiting.map { connection in
            let job = try connection.answer().json["job"] as? [String: Any]
            return job?["id"] as? String
        }
        #expect(Set(held.compactMap(\.self)) == Set(jobs))
    }
}
