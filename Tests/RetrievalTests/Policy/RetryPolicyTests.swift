import Foundation
import Retrieval
import Testing

@Suite("When a retrieval is tried again") struct RetryPolicyTests {
    private let now: Int64 = 1_700_000_000_000

    private func status(_ status: Int, retryAfter: Double? = nil) -> RetrievalError {
        RetrievalError(.httpStatus, "", httpStatus: status, retryAfterSeconds: retryAfter)
    }

    private func timeout() -> RetrievalError { RetrievalError(.timeout, "") }

    /// Seconds until the next attempt.
    private func delay(
        _ error: RetrievalError, by policy: RetryPolicy = RetryPolicy(), host: String = "h",
        attempts: Int = 1, random: Double = 1
    ) -> Double? {
        let decision = policy.decide(
            error, host: host, attempts: attempts, now: now, random: random)
        guard case .again(let time) = decision else { return nil }
        return Double(time - now) / 1000
    }

    private func setting(_ change: (inout RetryRuleSetting) -> Void) -> RetryRuleSetting {
        var setting = RetryRuleSetting()
        change(&setting)
        return setting
    }

    @Test("the wait is a random part of a longest one that doubles up to a cap")
    func jitter() {
        for (attempts, longest) in [(1, 30.0), (2, 60), (3, 120), (4, 240), (7, 1920)] {
            #expect(delay(timeout(), attempts: attempts, random: 0) == 0)
            #expect(delay(timeout(), attempts: attempts, random: 0.5) == longest / 2)
            #expect(delay(timeout(), attempts: attempts, random: 1) == longest)
        }
        var policy = RetryPolicy()
        policy.rules["timeout"] = setting { ($0.attempts, $0.capSeconds) = (1000, 100) }
        #expect(delay(timeout(), by: policy, attempts: 3) == 100)
        #expect(delay(timeout(), by: policy, attempts: 999) == 100)
    }

    @Test("after the last attempt it is given up")
    func attempts() {
        func decision(_ error: RetrievalError, _ attempts: Int) -> RetryPolicy.Decision {
            RetryPolicy().decide(error, host: "h", attempts: attempts, now: now, random: 1)
        }
        #expect(decision(timeout(), 7) == .again(at: now + 1_920_000))
        #expect(decision(timeout(), 8) == .givenUp)
        #expect(decision(timeout(), 9) == .givenUp)
        #expect(decision(RetrievalError(.checksumMismatch, ""), 3) == .givenUp)
        #expect(decision(status(404), 1) == .permanent)
        #expect(decision(status(404), 100) == .permanent)
    }

    @Test(
        "statuses that may pass are tried again",
        arguments: [408, 409, 423, 425, 429, 500, 502, 503, 504, 509, 520, 529, 599])
    func passing(_ code: Int) {
        #expect(delay(status(code)) != nil)
        #expect(RetryPolicy.isPassing(status(code)))
    }

    @Test(
        "statuses that say it will not be there are permanent",
        arguments: [
            204, 300, 304, 400, 401, 402, 403, 404, 405, 410, 416, 451, 501, 505, 510, 511, 600,
        ])
    func permanent(_ code: Int) {
        #expect(delay(status(code)) == nil)
        #expect(!RetryPolicy.isPassing(status(code)))
    }

    @Test("every class of failures has a standard rule", arguments: RetrievalErrorKind.allCases)
    func classes(_ kind: RetrievalErrorKind) {
        let passing: Set<RetrievalErrorKind> = [
            .dns, .connect, .timeout, .truncated, .tls, .disk, .badAnswer, .checksumMismatch,
            .httpStatus,
        ]
        #expect((delay(RetrievalError(kind, "")) != nil) == passing.contains(kind))
    }

    @Test("a server's own wait is believed within bounds")
    func retryAfter() {
        for (asked, expected) in [
            (0.0, 1.0), (0.5, 1), (1, 1), (120, 120), (86_400, 86_400), (90_000, 86_400),
            (1e300, 86_400),
        ] {
            #expect(delay(status(503, retryAfter: asked), random: 0) == expected)
        }
        // Those who were sent away together do not come back together.
        #expect(delay(status(503, retryAfter: 120), random: 1) == 132)
        #expect(delay(status(503, retryAfter: 1000), random: 0.5) == 1015)
        var policy = RetryPolicy()
        policy.retryAfterSeconds = 60...600
        #expect(delay(status(429, retryAfter: 5), by: policy, random: 0) == 60)
        #expect(delay(status(429, retryAfter: 5000), by: policy, random: 0) == 600)
    }

    @Test("a wait makes nothing of a permanent failure or of the last attempt")
    func retryAfterTooLate() {
        #expect(delay(status(404, retryAfter: 5)) == nil)
        #expect(delay(status(503, retryAfter: 5), attempts: 8) == nil)
    }

    @Test("rules are refined from the class to the status")
    func refinement() {
        var policy = RetryPolicy()
        policy.rules["http-status"] = setting { ($0.baseSeconds, $0.attempts) = (7, 3) }
        policy.rules["5xx"] = setting { $0.baseSeconds = 8 }
        policy.rules["503"] = setting { $0.baseSeconds = 9 }
        #expect(delay(status(429), by: policy) == 7)
        #expect(delay(status(500), by: policy) == 8)
        #expect(delay(status(503), by: policy) == 9)
        #expect(delay(status(503), by: policy, attempts: 3) == nil, "what is left out is inherited")
        #expect(delay(timeout(), by: policy) == 30)
    }

    @Test("what is permanent can be tried again, and the other way round")
    func overriding() {
        var policy = RetryPolicy()
        policy.rules["404"] = setting { $0.permanent = false }
        policy.rules["5xx"] = setting { $0.permanent = true }
        policy.rules["tls"] = setting { $0.permanent = true }
        #expect(delay(status(404), by: policy) == 30)
        #expect(delay(status(410), by: policy) == nil)
        #expect(delay(status(500), by: policy) == nil)
        #expect(delay(RetrievalError(.tls, ""), by: policy) == nil)
    }

    @Test("a host's rules go before the general ones, its port's before its own")
    func hosts() {
        var policy = RetryPolicy()
        policy.rules["503"] = setting { $0.baseSeconds = 1 }
        policy.hosts["h"] = [
            "default": setting { ($0.baseSeconds, $0.attempts) = (2, 2) },
            "5xx": setting { $0.baseSeconds = 3 },
        ]
        policy.hosts["h:81"] = ["503": setting { $0.baseSeconds = 4 }]
        #expect(delay(status(503), by: policy, host: "other") == 1)
        #expect(delay(timeout(), by: policy, host: "h") == 2)
        #expect(delay(timeout(), by: policy, host: "h", attempts: 2) == nil)
        #expect(delay(status(500), by: policy, host: "h") == 3)
        #expect(
            delay(status(503), by: policy, host: "h") == 3, "the host's general rule is the host's")
        #expect(delay(status(503), by: policy, host: "h:80") == 3)
        #expect(delay(status(503), by: policy, host: "h:81") == 4)
        #expect(delay(status(503), by: policy, host: "hh") == 1)
    }

    @Test("settings out of all reason are brought into it")
    func unreasonable() {
        var policy = RetryPolicy()
        policy.rules["timeout"] = setting {
            ($0.baseSeconds, $0.factor, $0.capSeconds, $0.attempts) = (-5, -2, -1, 0)
        }
        let rule = policy.rule(for: timeout(), host: "h")
        #expect(rule.baseSeconds == 0 && rule.capSeconds == 0)
        #expect(rule.factor == 1 && rule.attempts == 1)
        #expect(delay(timeout(), by: policy) == nil)
    }

    @Test("a wait beyond all calendars is a long one")
    func endlessWait() {
        var policy = RetryPolicy()
        policy.rules["timeout"] = setting { ($0.baseSeconds, $0.capSeconds) = (1e300, 1e300) }
        #expect(delay(timeout(), by: policy) ?? 0 > 86_400)
    }

    @Test("a setting has the names of the configuration")
    func names() throws {
        let text = """
            {"permanent": false, "base_seconds": 1.5, "factor": 3, "cap_seconds": 60, "attempts": 4}
            """
        let read = try JSONDecoder().decode(RetryRuleSetting.self, from: Data(text.utf8))
        #expect(
            read
                == setting {
                    ($0.permanent, $0.baseSeconds, $0.factor) = (false, 1.5, 3)
                    ($0.capSeconds, $0.attempts) = (60, 4)
                })
        #expect(
            try JSONDecoder().decode(RetryRuleSetting.self, from: Data("{}".utf8))
                == setting { _ in })
    }
}
