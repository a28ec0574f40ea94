import Retrieval
import TestSupport
import Testing

@Suite("Invalid answers") struct GarbageTests {
    /// Answers each request with the bytes of its number, as they are, and hangs up.
    private func server(_ answer: @escaping @Sendable (Int) -> [UInt8]) throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            connection.write(answer(request.number))
            connection.close()
        }
    }

    /// Where a mangled Location leads is of no interest.
    private let fetching = Fetching { $0.redirects = 0 }

    static let answers: [(String, [RetrievalErrorKind])] = [
        ("", [.connect]), ("\r\n\r\n", [.badAnswer, .connect, .truncated]),
        ("SSH-2.0-OpenSSH_9.2\r\n", [.badAnswer]), ("<html>hello</html>", [.badAnswer]),
        ("220 mail.example ESMTP\r\n", [.badAnswer]), ("HTTP/1.1\r\n\r\n", [.badAnswer]),
        ("HTTP/1.1 abc\r\n\r\n", [.badAnswer]), ("HTTP/1.1 20 OK\r\n\r\n", [.badAnswer]),
        ("HTTP/9.9 200 OK\r\n\r\n", [.badAnswer]),
        ("HTTP/1.1 200 OK", [.badAnswer, .truncated, .connect]),
        ("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", [.badAnswer]),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", [.badAnswer]),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", [.badAnswer]),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nhello",
            [.tooLarge]
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", [.badAnswer, .truncated]),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
            [.badAnswer, .truncated]
        ),
        ("HTTP/1.1 100 Continue\r\n\r\n", [.connect, .truncated, .badAnswer]),
        ("HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", [.redirect]),
        ("HTTP/1.1 302 Found\r\n\r\n", [.httpStatus]),
        ("HTTP/1.1 206 Part\r\n\r\nhello", [.badAnswer]),
    ]

    @Test("each invalid answer has its class", arguments: answers)
    func kinds(_ answer: String, _ kinds: [RetrievalErrorKind]) throws {
        let server = try server { _ in Array(answer.utf8) }
        let error = try #require(fetching.failure(server.url + "/a"))
        #expect(kinds.contains(error.kind), "\(error)")
    }

    @Test("informational answers come before the one that counts")
    func informational() throws {
        let server = try server { _ in
            let early = "HTTP/1.1 103 Early\r\nContent-Length: 900\r\nETag: \"early\"\r\n\r\n"
            let last = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
            return Array((early + early + last).utf8)
        }
        let (bytes, facts) = try fetching.whole(server.url + "/a")
        #expect(bytes == Array("abc".utf8))
        #expect(facts.version.etag == nil)
    }

    @Test("an old server's body ends with its connection")
    func untilTheEnd() throws {
        let server = try server { _ in Array("HTTP/1.0 200 OK\r\n\r\nabc".utf8) }
        let sink = MemorySink()
        try fetching.fetch(server.url + "/a", into: sink)
        #expect(sink.bytes == Array("abc".utf8))
        #expect(sink.start?.length == nil)
        #expect(sink.kept == nil)
    }

    @Test("any bytes as an answer are a success or an error")
    func anyBytes() throws {
        let server = try server { number in
            var random = SeededRandom(seed: UInt64(number))
            return Self.mangledAnswer(&random)
        }
        var (taken, refused) = (0, 0)
        for number in 1...400 {
            let sink = MemorySink(kept: [1, 2, 3], validator: "\"a\"", total: 10)
            let error = fetching.failure(
                server.url + "/a.png", into: number % 3 == 0 ? sink : MemorySink())
            if let error {
                refused += 1
                #expect(error.kind != .stopped, "\(number): nobody stopped it")
                #expect(error.kind != .timeout, "\(number): the server hung up")
                #expect(!error.reason.isEmpty)
            } else {
                taken += 1
            }
        }
        #expect(taken > 20 && refused > 100, "\(taken) were taken, \(refused) refused")
    }

    /// An answer of random lines, or a good one with some of its bytes changed.
    private static func mangledAnswer(_ random: inout SeededRandom) -> [UInt8] {
        let lines = [
            "Content-Length: 10", "Content-Length: 3", "Content-Length: 99999999999999999999",
            "Transfer-Encoding: chunked", "Content-Range: bytes 3-9/10", "ETag: \"a\"",
            "ETag: W/\"b\"",
            "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: 5", "Location: /b",
            "Content-Encoding: identity", "Digest: sha-256=AAAA", "Content-MD5: x", ": x", "x",
            " y",
            "Connection: keep-alive", "Trailer: Digest", "X-Amz-Checksum-Crc32: AAAAAA==",
        ]
        let status = [200, 200, 200, 206, 206, 304, 404, 416, 100, 302, 999].randomElement(
            using: &random)!
        var text = "HTTP/1.1 \(status) Fine\r\n"
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            text += lines.randomElement(using: &random)! + "\r\n"
        }
        text +=
            "\r\n" + ["0123456789", "3\r\nabc\r\n0\r\n\r\n", "", "345"].randomElement(
                using: &random)!
        var bytes = Array(text.utf8)
        for _ in 0..<[0, 0, 1, 3, 20].randomElement(using: &random)! where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        }
        return bytes
    }
}
