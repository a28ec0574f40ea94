import Retrieval
import TestSupport
import Testing

@Suite("Interrupted transfers") struct ResumeTests {
    let server: FaultServer
    var fetching = Fetching()

    init() throws { server = try pictureServer() }

    /// Fetches what breaks off in the middle: the sink then holds its first half.
    private func interrupted(_ behaviour: String, _ seed: Int) -> MemorySink {
        let sink = MemorySink()
        #expect(fetching.failure(server.url(behaviour, seed), into: sink)?.kind == .truncated)
        return sink
    }

    @Test("a transfer goes on where it broke off")
    func resumed() throws {
        let whole = testPicture(1)
        let sink = interrupted("interrupted", 1)
        let kept = try #require(sink.kept)
        #expect(kept.count == UInt64(whole.count / 2))
        #expect(kept.total == UInt64(whole.count))

        let outcome = try fetching.fetch(server.url("interrupted", 1), into: sink)
        guard case .fetched(let facts) = outcome else { throw UnexpectedOutcome() }
        #expect(sink.bytes == whole)
        #expect(sink.start?.isResumed == true)
        #expect(sink.starts == 2)
        #expect(facts.version.size == Int64(whole.count))
        #expect(facts.version.etag == kept.validator)
        let asked = try #require(server.server.requests.last).headers
        #expect(asked["range"] == "bytes=\(kept.count)-")
        #expect(asked["if-range"] == kept.validator)
        #expect(asked["if-none-match"] == nil)
    }

    @Test(
        "a file that changed meanwhile is brought from its beginning",
        arguments: [("resume-change", 2), ("resume-liar", 3)])
    func changed(_ behaviour: String, _ requests: Int) throws {
        let sink = interrupted(behaviour, 2)
        let old = try #require(sink.kept?.validator)
        try fetching.fetch(server.url(behaviour, 2), into: sink)
        var new = testPicture(2 + 1_000_000)
        if new.count == testPicture(2).count { new.append(0) }
        #expect(sink.bytes == new)
        #expect(sink.start?.isResumed == false)
        #expect(sink.start?.validator != old)
        #expect(server.server.requests.count == requests)
    }

    @Test("what was kept does not count towards the limit of what takes its place")
    mutating func limit() throws {
        let sink = interrupted("resume-change", 2)
        fetching.call.byteLimit = UInt64(testPicture(2 + 1_000_000).count + 1)
        try fetching.fetch(server.url("resume-change", 2), into: sink)
        #expect(sink.bytes.starts(with: testPicture(2 + 1_000_000)))
    }

    @Test("what was kept counts towards the limit of what is resumed")
    mutating func resumedLimit() throws {
        let sink = interrupted("interrupted", 1)
        fetching.call.byteLimit = UInt64(testPicture(1).count - 1)
        #expect(
            fetching.failure(server.url("interrupted", 1), into: sink)?.kind == .tooLarge)
    }

    @Test("where nothing is left to be sent, it starts over")
    func nothingLeft() throws {
        let whole = testPicture(3)
        let version = try fetching.whole(server.url("good", 3)).facts.version
        let sink = MemorySink(
            kept: [UInt8](repeating: 0, count: whole.count), validator: try #require(version.etag),
            total: whole.count)
        try fetching.fetch(server.url("good", 3), into: sink)
        #expect(sink.bytes == whole)
        #expect(sink.start?.isResumed == false)
        #expect(
            server.server.requests.map { $0.headers["range"] } == [
                nil, "bytes=\(whole.count)-", nil,
            ])
    }

    @Test("a server without ranges is not asked for them")
    func noRanges() throws {
        let sink = MemorySink()
        try fetching.fetch(server.url("no-range", 4), into: sink)
        #expect(sink.kept == nil)
        #expect(sink.start?.length == UInt64(testPicture(4).count))
    }

    @Test(
        "a part other than the requested one is not used",
        arguments: [
            "bytes 4-9/10", "bytes 6-9/10", "bytes 5-8/10", "bytes 5-9/11", "bytes 5-9/*",
            "bytes 9-5/10", "bytes */10", "items 5-9/10", "bytes 5-9", "bytes -", "",
            "bytes 5-18446744073709551615/10", "bytes 5-9/18446744073709551616",
        ])
    func otherPart(_ range: String) throws {
        let server = try LoopbackServer { request, connection in
            guard request.headers["range"] != nil else {
                return connection.respond(200, body: testPicture(9))
            }
            connection.respond(206, headers: [("Content-Range", range)], body: [1, 2, 3, 4, 5])
        }
        let sink = MemorySink(kept: [1, 2, 3, 4, 5], validator: "\"x\"", total: 10)
        try fetching.fetch(server.url + "/a.png", into: sink)
        #expect(sink.bytes == testPicture(9))
        #expect(server.requests.count == 2)
    }

    @Test(
        "a part of another version is not used, even if its range is right",
        arguments: [
            ("\"x\"", "ETag", "\"y\""), ("\"x\"", "ETag", "W/\"x\""),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "Last-Modified", "Sun, 06 Nov 1994 08:49:38 GMT"),
        ])
    func otherVersion(_ kept: String, _ header: String, _ value: String) throws {
        let server = try LoopbackServer { request, connection in
            guard request.headers["range"] != nil else {
                return connection.respond(200, body: testPicture(9))
            }
            let headers = [("Content-Range", "bytes 5-9/10"), (header, value)]
            connection.respond(206, headers: headers, body: [1, 2, 3, 4, 5])
        }
        let sink = MemorySink(kept: [1, 2, 3, 4, 5], validator: kept, total: 10)
        try fetching.fetch(server.url + "/a.png", into: sink)
        #expect(sink.bytes == testPicture(9))
    }

    /// - Parameter hasKept: it was asked for behind what was kept.
    private func unasked(_ range: String, hasKept: Bool) throws -> (RetrievalError?, MemorySink) {
        let server = try LoopbackServer { _, connection in
            connection.respond(206, headers: [("Content-Range", range)], body: [1, 2, 3, 4, 5])
        }
        let sink =
            hasKept ? MemorySink(kept: [9, 9], validator: "\"x\"", total: 5) : MemorySink()
        let error = fetching.failure(server.url + "/a.png", into: sink)
        #expect(server.requests.count == (hasKept ? 2 : 1))
        return (error, sink)
    }

    @Test("an unrequested part that is the whole is used", arguments: [true, false])
    func unaskedWhole(_ hasKept: Bool) throws {
        let (error, sink) = try unasked("bytes 0-4/5", hasKept: hasKept)
        #expect(error == nil)
        #expect(sink.bytes == [1, 2, 3, 4, 5])
    }

    @Test(
        "any other part without being asked for is a bad answer",
        arguments: ["bytes 0-4/6", "bytes 1-5/6", "bytes 0-4/*", ""], [true, false])
    func unaskedPart(_ range: String, _ hasKept: Bool) throws {
        #expect(try unasked(range, hasKept: hasKept).0?.kind == .badAnswer)
    }

    @Test("a whole declared as a part is checked against the declared length")
    func shortWhole() throws {
        #expect(try unasked("bytes 0-5/6", hasKept: false).0?.kind == .truncated)
    }

    @Test("a range of nothing is no range", arguments: ["bytes 0-0/0", "bytes 5-0/0"])
    func emptyRange(_ range: String) throws {
        let server = try LoopbackServer { request, connection in
            guard request.headers["range"] != nil else {
                return connection.respond(200, body: testPicture(9))
            }
            connection.respond(206, headers: [("Content-Range", range)], body: [1])
        }
        let sink = MemorySink(kept: [1, 2, 3, 4, 5], validator: "\"x\"", total: 10)
        try fetching.fetch(server.url + "/a.png", into: sink)
        #expect(sink.bytes == testPicture(9))
    }

    /// SHA-256 of `abc` (FIPS 180-4).
    private static let digest = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="

    @Test("checksums are those of the whole, of what was kept too")
    func checksum() throws {
        let server = try LoopbackServer { _, connection in
            let headers = [
                ("Content-Range", "bytes 1-2/3"), ("Repr-Digest", "sha-256=:\(Self.digest):"),
                // Of the part alone: it must not be compared with the whole.
                ("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="),
            ]
            connection.respond(206, headers: headers, body: Array("bc".utf8))
        }
        let sink = MemorySink(kept: Array("a".utf8), validator: "\"x\"", total: 3)
        try fetching.fetch(server.url, into: sink)
        #expect(sink.bytes == Array("abc".utf8))
        let altered = MemorySink(kept: Array("A".utf8), validator: "\"x\"", total: 3)
        #expect(fetching.failure(server.url, into: altered)?.kind == .checksumMismatch)
    }
}
