import Dispatch
import Retrieval
import TestSupport
import Testing

@Suite("Answers of servers") struct AnswerTests {
    let server: FaultServer
    var fetching = Fetching()

    init() throws { server = try pictureServer() }

    @Test(
        "each fault has its class",
        arguments: [
            ("truncate", [RetrievalErrorKind.truncated]), ("chunked-truncate", [.truncated]),
            // Some systems drop what came before a reset.
            ("reset", [.truncated, .connect]), ("refuse", [.connect]), ("long", [.truncated]),
            ("huge", [.tooLarge]), ("endless", [.tooLarge]), ("redirect-loop", [.redirect]),
            ("redirect-file", [.redirect]), ("bad-headers", [.badAnswer]),
            ("gzip", [.checksumMismatch]), ("md5-wrong", [.checksumMismatch]),
            ("digest-wrong", [.checksumMismatch]), ("amz-wrong", [.checksumMismatch]),
            ("goog-wrong", [.checksumMismatch]), ("login", [.httpStatus]),
        ])
    mutating func faults(_ behaviour: String, _ kinds: [RetrievalErrorKind]) throws {
        fetching.call.byteLimit = 1 << 20
        let error = try #require(fetching.failure(server.url(behaviour, 1)))
        #expect(kinds.contains(error.kind), "\(error)")
        #expect(!error.reason.isEmpty)
        #expect(!error.reason.contains(server.server.url), "reasons name hosts, not addresses")
    }

    @Test(
        "valid answers are received unchanged",
        arguments: ["good", "checksums", "no-range", "redirect", "slow-headers"])
    func sound(_ behaviour: String) throws {
        let (bytes, facts) = try fetching.whole(server.url(behaviour, 3))
        #expect(bytes == testPicture(3))
        #expect(facts.version.size == Int64(testPicture(3).count))
    }

    @Test("a server that stops sending has timed out")
    func stall() {
        let error = Fetching { $0.slowSeconds = 1 }.failure(server.url("stall", 1))
        #expect(error?.kind == .timeout)
        #expect(error?.httpStatus == 200)
        #expect(error?.reason.contains("bytes a second") == true)
    }

    @Test("a server that says nothing has timed out")
    func silent() {
        let error = Fetching { $0.totalSeconds = 0.5 }.failure(server.url("silent", 1))
        #expect(error?.kind == .timeout)
    }

    @Test("the first byte has a limit of its own, which a slow beginning may outlast")
    func firstByte() throws {
        let silent = Fetching { ($0.answerSeconds, $0.slowSeconds) = (0.5, 20) }
            .failure(server.url("silent", 1))
        #expect(silent?.kind == .timeout)
        #expect(silent?.reason.contains("sent nothing within 0.5 s") == true)
        // It answers when the client has waited longer than it may once bytes come.
        let hasWaited = DispatchSemaphore(value: 0)
        let late = try LoopbackServer { request, connection in
            hasWaited.wait()
            ServedFile(testPicture(1)).respond(to: request, over: connection)
        }
        var fetching = Fetching { ($0.answerSeconds, $0.slowSeconds) = (20, 1) }
        let began = ContinuousClock.now
        fetching.call.isStopped = {
            if ContinuousClock.now - began > .milliseconds(1100) { hasWaited.signal() }
            return false
        }
        #expect(try fetching.whole(late.url).bytes == testPicture(1))
    }

    @Test("a port on which nobody listens cannot be connected to")
    func nobody() {
        server.stop()
        #expect(fetching.failure(server.url("good", 1))?.kind == .connect)
    }

    @Test("an unknown host name is reported")
    func noName() {
        // Longer than a label may be: no server has to be asked.
        let label = String(repeating: "a", count: 64)
        #expect(fetching.failure("http://\(label).invalid/a.png")?.kind == .dns)
    }

    @Test(
        "a refusal keeps its status", arguments: [304, 400, 403, 404, 410, 429, 451, 500, 503, 599])
    func statuses(_ status: Int) {
        let error = fetching.failure(server.url("status-\(status)", 1))
        #expect(error?.kind == .httpStatus)
        #expect(error?.httpStatus == status)
        #expect(error?.reason.contains("\(status)") == true)
        #expect(error?.retryAfterSeconds == nil)
    }

    @Test("a server may say when to come back, in seconds or by a date", arguments: [429, 503])
    func retryAfter(_ status: Int) {
        func seconds(_ wait: String) -> Double? {
            fetching.failure(server.url("status-\(status)", 1, parameters: "retry-after=" + wait))?
                .retryAfterSeconds
        }
        #expect(seconds("120") == 120)
        #expect(seconds("0") == 0)
        #expect(seconds("Wed,%2021%20Oct%202015%2007:28:00%20GMT") == 0)
        let far = seconds("Wed,%2021%20Oct%202465%2007:28:00%20GMT") ?? 0
        #expect(far > 300 * 365 * 86_400.0)
        #expect(seconds("soon") == nil)
        #expect(seconds("-5") == nil)
    }

    @Test("redirects are followed, five at most")
    func redirects() throws {
        func chain(_ length: Int) -> String {
            server.url("redirect-chain", 4, parameters: "n=\(length)")
        }
        #expect(try fetching.whole(chain(3)).bytes == testPicture(4))
        #expect(try fetching.whole(chain(5)).bytes == testPicture(4))
        #expect(fetching.failure(chain(6))?.kind == .redirect)
    }

    @Test("a file of just the limit is taken, one of a byte more is not")
    mutating func limit() throws {
        let size = testPicture(1).count
        fetching.call.byteLimit = UInt64(size)
        #expect(try fetching.whole(server.url("good", 1)).bytes == testPicture(1))
        fetching.call.byteLimit = UInt64(size - 1)
        let sink = MemorySink()
        let error = fetching.failure(server.url("good", 1), into: sink)
        #expect(error?.kind == .tooLarge)
        #expect(error?.reason.contains("\(size) bytes") == true)
        #expect(sink.starts == 0, "its length was announced")
    }

    @Test("a source that did not change is not brought again")
    mutating func unchanged() throws {
        let address = server.url("good", 5)
        let version = try fetching.whole(address).facts.version
        #expect(version.etag != nil && version.modified != nil)
        for known in [
            version, SourceVersion(etag: version.etag), SourceVersion(modified: version.modified),
        ] {
            fetching.call.known = known
            let sink = MemorySink()
            #expect(try fetching.fetch(address, into: sink).isUnchanged)
            #expect(sink.starts == 0)
            let asked = try #require(server.server.requests.last).headers
            #expect(asked["if-none-match"] == known.etag)
            #expect(asked["if-modified-since"] == known.modified)
        }
        fetching.call.known = SourceVersion(etag: "\"another\"")
        #expect(try fetching.whole(address).bytes == testPicture(5))
    }

    @Test("a transfer ends when it is asked to", arguments: ["stall", "silent", "endless"])
    mutating func stopped(_ behaviour: String) {
        fetching.call.isStopped = { true }
        #expect(fetching.failure(server.url(behaviour, 1))?.kind == .stopped)
    }

    @Test("connections are used again, and a fault on one spoils no other request")
    func afterFaults() throws {
        for behaviour in [
            "truncate", "reset", "bad-headers", "status-500", "gzip", "redirect-loop",
        ] {
            #expect(fetching.failure(server.url(behaviour, 1)) != nil)
            #expect(try fetching.whole(server.url("good", 6)).bytes == testPicture(6))
        }
    }
}
