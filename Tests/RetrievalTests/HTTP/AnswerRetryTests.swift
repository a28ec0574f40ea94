import Retrieval
import Synchronization
import TestSupport
import Testing

@Suite("Listings are tried again") struct AnswerRetryTests {
    let clock = TestClock()

    private func client(waits: Bool = false, policy: RetryPolicy = RetryPolicy()) -> HTTPClient {
        var settings = TransferSettings()
        settings.totalSeconds = 20
        return HTTPClient(
            settings,
            retry: AnswerRetry(
                policy, waits: waits, now: { clock.now }, random: { 1 },
                pause: { until, _ in clock.pass(until: until) }))
    }

    /// Two pages of a bucket; the second is answered only after a number of failures.
    private func bucket(
        failures: Int, _ fail: @escaping @Sendable (ServedConnection) -> Void
    ) throws -> LoopbackServer {
        let left = Mutex(failures)
        return try LoopbackServer { request, connection in
            let isSecond = request.parameter("continuation-token") != nil
            let fails =
                isSecond
                && left.withLock { left in
                    left -= 1
                    return left >= 0
                }
            if fails { return fail(connection) }
            let name = isSecond ? "two" : "one"
            let more =
                isSecond
                ? "<IsTruncated>false</IsTruncated>"
                : "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
            let page =
                "<ListBucketResult>\(more)<Contents><Key>\(name)</Key></Contents></ListBucketResult>"
            connection.respond(200, body: Array(page.utf8))
        }
    }

    private func listing(_ server: LoopbackServer, _ http: HTTPClient) throws -> BucketListing {
        let settings = AccessSettings(environment: [
            "AWS_ENDPOINT_URL": server.url, "AWS_CONFIG_FILE": "/nowhere",
            "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
        ])
        return BucketListing(
            source: try SourceURI("s3://b/"), http: http, access: settings.bucketAccess(.s3))
    }

    private static let faults: [String: @Sendable (ServedConnection) -> Void] = [
        "503": { $0.respond(503, headers: [("Retry-After", "1")]) },
        "500": { $0.respond(500) }, "429": { $0.respond(429) },
        "a reset": { $0.reset() },
        "an answer that is cut short": { connection in
            connection.begin(200, headers: [("Content-Length", "100")])
            connection.write([0x3C])
            connection.close()
        },
        "a listing without its end": { $0.respond(200, body: Array("<ListBucketResult>".utf8)) },
        "a gateway's page": { connection in
            connection.respond(
                200, headers: [("Content-Type", "text/html")], body: Array("<html></html>".utf8))
        },
    ]

    @Test("a page that fails is asked for again, and no other", arguments: faults.keys.sorted())
    func resumed(_ fault: String) throws {
        let server = try bucket(failures: 3, Self.faults[fault]!)
        let found = try listing(server, client()).all()
        #expect(found.map(\.pathText) == ["one", "two"])
        let tokens = server.requests.map { $0.parameter("continuation-token") }
        #expect(tokens == [nil, "t", "t", "t", "t"])
        // libcurl itself tries once more where a connection that was used before is reset.
        #expect(clock.secondsPassed >= 1.5 && clock.secondsPassed < 5)
    }

    /// The status that a listing of such a bucket fails with.
    private func status(
        _ failures: Int, _ http: HTTPClient, _ fail: @escaping @Sendable (ServedConnection) -> Void
    ) throws -> Int? {
        let server = try bucket(failures: failures, fail)
        defer { server.stop() }
        return try listing(server, http).failure()?.httpStatus
    }

    @Test("after a few seconds it fails, unless the run waits: then the policy decides")
    func policy() throws {
        let fail = Self.faults["500"]!
        #expect(try status(9, client(), fail) == 500)
        #expect(clock.secondsPassed == 3.5)
        #expect(try status(5, client(waits: true), fail) == nil)
        #expect(clock.secondsPassed == 3.5 + 3.5 + 30 + 60)
        var policy = RetryPolicy()
        var rule = RetryRuleSetting()
        rule.attempts = 1
        policy.rules["500"] = rule
        #expect(try status(9, client(waits: true, policy: policy), fail) == 500)
        #expect(clock.secondsPassed == 3.5 + 93.5 + 3.5)
    }

    @Test("a page that stays beyond reading is waited for by a run that waits")
    func waitsForBadBodies() throws {
        let fail = Self.faults["a gateway's page"]!
        let short = try bucket(failures: 9, fail)
        #expect(try listing(short, client()).failure()?.kind == .badAnswer)
        #expect(clock.secondsPassed == 3.5)
        let long = try bucket(failures: 5, fail)
        #expect(try listing(long, client(waits: true)).all().count == 2)
        #expect(clock.secondsPassed > 300)
    }

    @Test("a gateway's page instead of JSON is retried")
    func badJSON() throws {
        let left = Mutex(2)
        let server = try LoopbackServer { request, connection in
            let isBad = left.withLock { left in
                left -= 1
                return left >= 0
            }
            let queue = #"{"queue_running": [], "queue_pending": []}"#
            let text = isBad ? "<html></html>" : request.path == "/queue" ? queue : "{}"
            connection.respond(200, body: Array(text.utf8))
        }
        let listing = try ComfyUIListing(
            base: server.url, job: nil, http: client(),
            addresses: AddressRule(allowing: ["127.0.0.1"]))
        #expect(try listing.all().isEmpty)
        #expect(server.requests.map(\.path) == ["/queue", "/queue", "/queue", "/history"])
    }

    @Test("a listing that repeats itself is detected", .timeLimit(.minutes(1)))
    func goesRound() throws {
        let server = try LoopbackServer { request, connection in
            let next = request.parameter("continuation-token") == "a" ? "b" : "a"
            let page = """
                <ListBucketResult><IsTruncated>true</IsTruncated>
                <NextContinuationToken>\(next)</NextContinuationToken>
                <Contents><Key>k</Key></Contents></ListBucketResult>
                """
            connection.respond(200, body: Array(page.utf8))
        }
        #expect(try listing(server, client()).failure()?.reason.contains("to its end") == true)
        #expect(server.requests.count == 3)
    }

    @Test("a connection that is refused is tried again too")
    func refused() throws {
        let server = try bucket(failures: 0) { _ in }
        let listing = try listing(server, client())
        server.stop()
        #expect(listing.failure()?.kind == .connect)
        #expect(clock.secondsPassed == 3.5)
    }

    @Test("what will not change is not asked for again", arguments: [400, 403, 404, 410])
    func permanent(_ code: Int) throws {
        #expect(try status(9, client(waits: true)) { $0.respond(code) } == code)
        #expect(clock.secondsPassed == 0)
    }

    @Test("a long Retry-After is waited for only by a run that waits")
    func retryAfter() throws {
        let fault: @Sendable (ServedConnection) -> Void = {
            $0.respond(503, headers: [("Retry-After", "90")])
        }
        #expect(try status(1, client(), fault) == 503)
        #expect(clock.secondsPassed == 0)
        #expect(try status(1, client(waits: true), fault) == nil)
        #expect((90...99).contains(clock.secondsPassed))
    }
}
