import Retrieval
import Testing

@Suite("When a host is rested") struct CircuitBreakerTests {
    private let start: Int64 = 1_700_000_000_000
    private let rule = CircuitBreaker.Rule()

    private func status(_ status: Int, retryAfter: Double? = nil) -> RetrievalError {
        RetrievalError(.httpStatus, "", httpStatus: status, retryAfterSeconds: retryAfter)
    }

    private func after(_ failures: Int) -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 0..<failures { breaker.record(RetrievalError(.connect, ""), rule, now: start) }
        return breaker
    }

    @Test("failures in a row make it rest")
    func trips() {
        #expect(!after(4).isOpen(at: start))
        #expect(!after(4).isHalfOpen)
        let breaker = after(5)
        #expect(breaker.isOpen(at: start))
        #expect(breaker.isOpen(at: start + 59_999))
        #expect(!breaker.isOpen(at: start + 60_000))
        #expect(breaker.isHalfOpen)
    }

    @Test("each failure on trial doubles the rest, up to a cap")
    func doubles() {
        var breaker = after(5)
        for seconds: Int64 in [120, 240, 480, 960, 1800, 1800, 1800] {
            let now = breaker.openUntil!
            #expect(!breaker.isOpen(at: now) && breaker.isHalfOpen)
            breaker.record(RetrievalError(.timeout, ""), rule, now: now)
            #expect(breaker.openUntil == now + seconds * 1000)
        }
        let before = breaker
        for _ in 0..<4 {
            breaker.record(RetrievalError(.dns, ""), rule, now: breaker.openUntil! - 1)
        }
        #expect(breaker == before, "requests that were under way when it was sent to rest")
    }

    @Test("an answer wakes it, whatever became of the picture")
    func answers() {
        let answers: [RetrievalError?] = [
            nil, status(404), status(403), status(401), status(410), status(500), status(409),
            RetrievalError(.wrongContent, ""), RetrievalError(.tooLarge, ""),
            RetrievalError(.checksumMismatch, ""), RetrievalError(.notAnImage, ""),
            RetrievalError(.truncated, ""), RetrievalError(.redirect, ""),
            RetrievalError(.badAnswer, ""),
        ]
        for answer in answers {
            var breaker = after(5)
            breaker.record(answer, rule, now: start)
            #expect(breaker == CircuitBreaker(), "\(String(describing: answer))")
            breaker = after(4)
            breaker.record(answer, rule, now: start)
            breaker.record(RetrievalError(.connect, ""), rule, now: start)
            #expect(breaker.failures == 1, "those before an answer no longer count")
        }
    }

    @Test(
        "failures that are not about the host change nothing",
        arguments: [
            RetrievalErrorKind.refusedAddress, .disk, .stopped, .expired, .unsupported,
        ])
    func silent(_ kind: RetrievalErrorKind) {
        for failures in [0, 3, 5] {
            var breaker = after(failures)
            breaker.record(RetrievalError(kind, ""), rule, now: start + 1)
            #expect(breaker == after(failures))
        }
    }

    @Test(
        "its own failures and its refusals of all requests count", arguments: [429, 502, 503, 504])
    func counted(_ code: Int) {
        for error in [
            status(code), RetrievalError(.dns, ""), RetrievalError(.tls, ""),
            RetrievalError(.timeout, ""), RetrievalError(.connect, ""),
        ] {
            var breaker = CircuitBreaker()
            for _ in 0..<5 { breaker.record(error, rule, now: start) }
            #expect(breaker.isOpen(at: start))
        }
    }

    @Test("if the server says when to come back, it stays open that long, but a day at most")
    func retryAfter() {
        for (asked, seconds): (Double, Int64) in [(5, 60), (600, 600), (1e9, 86_400)] {
            var breaker = after(4)
            breaker.record(status(503, retryAfter: asked), rule, now: start)
            #expect(breaker.openUntil == start + seconds * 1000)
        }
        var breaker = CircuitBreaker()
        breaker.record(status(503, retryAfter: 600), rule, now: start)
        #expect(!breaker.isOpen(at: start), "one refusal may be about one source")
    }

    @Test("a shorter rest does not end a longer one")
    func longest() {
        var breaker = after(4)
        breaker.record(status(503, retryAfter: 86_400), rule, now: start)
        breaker.record(RetrievalError(.connect, ""), rule, now: start)
        #expect(breaker.openUntil == start + 86_400_000)
    }

    @Test("the rule can be another")
    func rules() {
        var rule = CircuitBreaker.Rule()
        (rule.failures, rule.baseSeconds, rule.capSeconds) = (1, 10, 15)
        var breaker = CircuitBreaker()
        var now = start
        for seconds: Int64 in [10, 15, 15] {
            breaker.record(RetrievalError(.connect, ""), rule, now: now)
            #expect(breaker.openUntil == now + seconds * 1000)
            now += seconds * 1000
        }
    }

    @Test("a rest beyond all calendars is a long one")
    func endlessRest() {
        var rule = CircuitBreaker.Rule()
        (rule.failures, rule.baseSeconds, rule.capSeconds) = (1, 1e300, 1e300)
        var breaker = CircuitBreaker()
        breaker.record(RetrievalError(.connect, ""), rule, now: start)
        #expect(breaker.isOpen(at: start + 86_400_000))
    }
}
