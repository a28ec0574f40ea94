import Retrieval
import TestSupport
import Testing

/// Bodies that are of no interest must not be waited for: that would show as a timeout.
@Suite("Answers without an end") struct EndlessAnswerTests {
    private let fetching = Fetching()

    /// Answers everything but `/good` with the status and a body that never ends.
    private func server(_ status: Int, _ headers: [(String, String)] = []) throws -> LoopbackServer
    {
        try LoopbackServer { request, connection in
            if request.path == "/good" { return connection.respond(200, body: testPicture(1)) }
            connection.begin(status, headers: headers + [("Transfer-Encoding", "chunked")])
            // Small pieces, as from a server that makes them up as it goes.
            let chunk = Array("400\r\n".utf8) + [UInt8](repeating: 0x20, count: 0x400) + [13, 10]
            while connection.write(chunk) {}
        }
    }

    @Test("a refusal is known by its beginning", arguments: [403, 404, 500])
    func refusal(_ status: Int) throws {
        let server = try server(status)
        let error = fetching.failure(server.url + "/a.png")
        #expect(error?.kind == .httpStatus)
        #expect(error?.httpStatus == status)
    }

    @Test("a redirect is followed whatever comes with it")
    func redirect() throws {
        let server = try server(302, [("Location", "/good")])
        #expect(try fetching.whole(server.url + "/a.png").bytes == testPicture(1))
    }

    @Test("a short text of a bucket or a generator is part of the reason")
    func detail() throws {
        let server = try LoopbackServer { request, connection in
            let text =
                request.path == "/xml"
                ? "<Error><Code>NoSuchKey</Code><Message>Not there.</Message></Error>"
                : "{\"detail\": \"Image not found\"}"
            connection.respond(404, body: Array(text.utf8))
        }
        let xml = fetching.failure(server.url + "/xml")?.reason
        #expect(xml == "the server answered 404 Not Found: NoSuchKey (Not there.)")
        let json = fetching.failure(server.url + "/json")?.reason
        #expect(json == "the server answered 404 Not Found: Image not found")
    }
}
