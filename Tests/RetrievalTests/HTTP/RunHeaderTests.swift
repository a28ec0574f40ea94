import Retrieval
import TestSupport
import Testing

@Suite("Headers and cookies of a run") struct RunHeaderTests {
    private func fetching(_ change: (inout TransferSettings) -> Void) -> Fetching {
        var fetching = Fetching(change)
        fetching.call.addresses = AddressRule(allowing: ["127.0.0.1"])
        return fetching
    }

    private func field(_ text: String) -> HTTPField { HTTPField(typed: text)! }

    @Test("headers are read as they are typed, and no line can be smuggled in")
    func typed() {
        #expect(field("X-Key:  a: b ").value == "a: b")
        #expect(field("x:").value == "")
        for wrong in ["", "x", ": y", "a b: c", "x: a\nHost: y", "x: a\r", "é: x", "x: \u{0}"] {
            #expect(HTTPField(typed: wrong) == nil, "\(wrong)")
        }
        #expect(
            field("Cookie: a=b").isFree && !field("HOST: x").isFree && !field("range: x").isFree)
    }

    @Test("they are sent to hosts that somebody named, and to no other")
    func named() throws {
        let server = try pictureServer()
        var fetching = fetching {
            $0.headers = [field("X-Key: secret"), field("Accept: image/png")]
        }
        _ = try fetching.whole(server.url("good", 1))
        #expect(server.server.requests.last?.headers["x-key"] == "secret")
        #expect(server.server.requests.last?.headers["accept"] == "image/png")
        fetching.call.addresses = AddressRule(allowing: ["localhost"])
        _ = try fetching.whole(server.url("good", 1).replacing("127.0.0.1", with: "localhost"))
        #expect(server.server.requests.last?.headers["x-key"] == "secret")
        // Permitted as an address is not named as a host.
        fetching.call.addresses = AddressRule(allowing: ["localhost:\(server.server.port)"])
        let request = HTTPRequest(
            url: server.url("good", 1).replacing("127.0.0.1", with: "localhost"),
            addresses: fetching.call.addresses)
        _ = try fetching.http.answer(to: request)
        #expect(server.server.requests.last?.headers["x-key"] == "secret")
    }

    @Test("a redirect to another place leaves them behind, one within the place does not")
    func redirected() throws {
        let (server, other) = (try pictureServer(), try pictureServer())
        let fetching = fetching {
            $0.headers = [field("X-Key: secret"), field("Authorization: Bearer t")]
            $0.referer = "https://pages.example/"
        }
        let start = server.url("redirect-private", 1, parameters: "to=\(other.url("good", 2))")
        #expect(try fetching.whole(start).bytes == testPicture(2))
        #expect(server.server.requests.last?.headers["authorization"] == "Bearer t")
        #expect(server.server.requests.last?.headers["referer"] == "https://pages.example/")
        let headers = try #require(other.server.requests.last?.headers)
        #expect(headers["x-key"] == nil && headers["authorization"] == nil)
        #expect(headers["referer"] == nil)
        _ = try fetching.whole(server.url("redirect", 3))
        #expect(server.server.requests.last?.headers["x-key"] == "secret")
    }

    @Test("a program may say that it is another")
    func userAgent() throws {
        let server = try pictureServer()
        _ = try fetching { $0.userAgent = "Other/1.0" }.whole(server.url("good", 1))
        #expect(server.server.requests.last?.headers["user-agent"] == "Other/1.0")
    }

    @Test("cookies are kept for a run, by host, and shared by its connections")
    func cookies() throws {
        let server = try LoopbackServer { request, connection in
            switch request.path {
            case "/set":
                connection.respond(
                    302, headers: [("Set-Cookie", "session=1; Path=/"), ("Location", "/a.png")])
            default: ServedFile(testPicture(1)).respond(to: request, over: connection)
            }
        }
        let fetching = fetching { _ in }
        _ = try fetching.whole(server.url + "/set")
        #expect(server.requests.last?.headers["cookie"] == "session=1", "a redirect has it already")
        let other = HTTPClient(sharingWith: fetching.http)
        _ = try other.answer(
            to: HTTPRequest(url: server.url + "/b", addresses: fetching.call.addresses))
        #expect(server.requests.last?.headers["cookie"] == "session=1", "connections share them")
        var elsewhere = fetching
        elsewhere.call.addresses = AddressRule(allowing: ["localhost"])
        _ = try elsewhere.whole("http://localhost:\(server.port)/c.png")
        #expect(server.requests.last?.headers["cookie"] == nil, "it is another host's")
        _ = try self.fetching { _ in }.whole(server.url + "/d.png")
        #expect(server.requests.last?.headers["cookie"] == nil, "another run has none")
    }

    @Test("any number of cookies is borne")
    func manyCookies() throws {
        let server = try LoopbackServer { request, connection in
            let cookies = (0..<40).map {
                ("Set-Cookie", "n\(request.number)-\($0)=\(String(repeating: "x", count: 100))")
            }
            connection.respond(200, headers: cookies, body: testPicture(1))
        }
        let fetching = fetching { _ in }
        for index in 0..<60 {
            #expect(try fetching.whole(server.url + "/\(index)").bytes == testPicture(1))
        }
        let longest = server.requests.map { $0.headers["cookie"]?.utf8.count ?? 0 }.max() ?? 0
        #expect(longest > 1000 && longest < 16 << 10)
    }
}
