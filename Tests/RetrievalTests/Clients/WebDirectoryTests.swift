import TestSupport
import Testing

@testable import Retrieval

@Suite("Directories on the web") struct WebDirectoryTests {
    /// Pages by their paths; anything else is a picture.
    private func server(_ pages: [String: String]) throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            guard let page = pages[request.target] else {
                if request.path.hasSuffix("/") { return connection.respond(404) }
                return ServedFile(testPicture(1)).respond(to: request, over: connection)
            }
            connection.respond(
                200, headers: [("Content-Type", "text/html; charset=utf-8")], body: Array(page.utf8)
            )
        }
    }

    private func listing(_ address: String) throws -> WebDirectoryListing {
        WebDirectoryListing(
            source: try SourceURI(address), http: HTTPClient(),
            addresses: AddressRule(allowing: ["127.0.0.1"]))
    }

    @Test("what an index names below its directory is found, by nginx's, Apache's and Python's")
    func indexes() throws {
        let server = try server([
            "/d/": """
            <html><head><title>Index of /d/</title></head><body><h1>Index of /d/</h1><hr><pre>
            <a href="../">../</a>
            <a href="a%20b.png">a b.png</a>    27-Nov-2026 10:00     5
            <A class=x HREF='sub/'>sub/</A>
            </pre></body></html>
            """,
            "/d/sub/": """
            <tr><th><a href="?C=N;O=D">Name</a></th></tr>
            <td><a href="/d/">Parent Directory</a></td>
            <td><a href="x&amp;y.png">x&amp;y.png</a></td><td><a href=plain.png>plain</a>
            <a href="\u{444}\u{43E}%20[1].png">f</a> <a href="more/">more</a>
            """,
            "/d/sub/more/": #"<li><a href="e%CC%81.png">e</a></li><li><a href="/d/sub/">up</a>"#,
        ])
        let found = try listing(server.url + "/d").all()
        #expect(
            found.map(\.source.text)
                == [
                    "/d/a%20b.png", "/d/sub/x&y.png", "/d/sub/plain.png",
                    "/d/sub/%D1%84%D0%BE%20%5B1%5D.png", "/d/sub/more/e%CC%81.png",
                ].map { server.url + $0 })
        #expect(found.first?.pathText == "d/a b.png")
        #expect(server.requests.count == 3)
    }

    @Test("nothing above the directory, elsewhere, or named twice is a source")
    func elsewhere() throws {
        let server = try server([
            "/d/": """
            <a href="/e.png"><a href="../f.png"><a href="./../g.png"><a href="https://h.example/h.png">
            <a href="//h.example/d/i.png"><a href="%2e%2e/j.png"><a href="a%2F..%2Fk.png">
            <a href="javascript:x"><a href="mailto:a@b"><a href="l.png?download"><a href="#m">
            <a href=""><a href><a><a href="/d/"><a href="/d/n.png"><a href="n.png"><a href="./n.png#x">
            <area href="o.png"><link href="p.css"><!-- <b href="q.png"> -->
            """
        ])
        let found = try listing(server.url + "/d/").all()
        #expect(found.map(\.source.text) == [server.url + "/d/n.png"])
    }

    @Test("directories that lead into themselves come to an end")
    func loops() throws {
        let server = try LoopbackServer { request, connection in
            let page = #"<a href="again/"></a><a href="x.png"></a>"#
            connection.respond(
                200, headers: [("Content-Type", "text/html")], body: Array(page.utf8))
        }
        let found = try listing(server.url + "/").all()
        #expect(found.count { $0.problem == nil } == 16)
        let left = found.filter { $0.problem != nil }
        #expect(left.map(\.problem?.kind) == [.unsupported])
        let deepest = server.url + "/" + String(repeating: "again/", count: 16)
        #expect(left.map(\.source.text) == [deepest])
    }

    @Test("links of an index that has moved lead on from where it is now")
    func moved() throws {
        let server = try LoopbackServer { request, connection in
            switch request.path {
            case "/d/": connection.respond(302, headers: [("Location", "/new/e/")])
            case "/up/e/", "/new/e/out/": connection.respond(302, headers: [("Location", "/up/")])
            case "/new/e/", "/up/":
                let page = #"<a href=" a.png "></a><a href="out/"></a><a href="/d/b.png"></a>"#
                connection.respond(
                    200, headers: [("Content-Type", "text/html")], body: Array(page.utf8))
            default: connection.respond(404)
            }
        }
        let found = try listing(server.url + "/d/").all()
        #expect(
            found.map(\.source.text) == ["/new/e/a.png", "/new/e/out/"].map { server.url + $0 })
        #expect(found.map { $0.problem?.kind } == [nil, .redirect])
        #expect(try listing(server.url + "/up/e/").failure()?.kind == .redirect, "never up")
    }

    @Test("a directory that cannot be listed is reported; one below hides no other")
    func failures() throws {
        let server = try server([
            "/d/": #"<a href="gone/"></a><a href="sub/"></a><a href="a.png"></a>"#,
            "/d/sub/": #"<a href="b.png"></a><a href="gone/"></a>"#,
        ])
        let found = try listing(server.url + "/d/").all()
        #expect(
            found.filter { $0.problem == nil }.map(\.pathText) == ["d/a.png", "d/sub/b.png"])
        let failed = found.filter { $0.problem != nil }
        #expect(failed.map(\.problem?.httpStatus) == [404, 404])
        #expect(
            failed.map(\.source.text) == ["/d/gone/", "/d/sub/gone/"].map { server.url + $0 })
        #expect(try listing(server.url + "/none/").failure()?.httpStatus == 404)
        #expect(try listing("http://127.0.0.1:\(server.port)/x.png").failure()?.httpStatus == 404)
    }

    @Test("anything but a page is reported")
    func noPage() throws {
        let server = try LoopbackServer { request, connection in
            connection.respond(200, headers: [("Content-Type", "image/png")], body: [1])
        }
        let error = try listing(server.url + "/d/").failure()
        #expect(error?.kind == .badAnswer)
        #expect(error?.reason.contains("image/png") == true)
    }

    @Test("mangled pages are read, or not, without harm")
    func mangled() throws {
        let page = Array(
            #"<a class="b" href="x&#x41;&amp;.png" target=_top>x</a><A HREF='y'/>"#.utf8)
        #expect(HTMLLinks.references(in: page) == [Array("xA&.png".utf8), Array("y".utf8)])
        var random = SeededRandom(seed: 3)
        for _ in 0..<20_000 {
            var bytes = page
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert("<>\"'=& /#;".utf8.randomElement(using: &random)!, at: place)
                default: bytes.removeSubrange(place..<min(place + 3, bytes.count))
                }
                if bytes.isEmpty { bytes = [0x3C] }
            }
            #expect(HTMLLinks.references(in: bytes).count <= bytes.count)
        }
    }
}
