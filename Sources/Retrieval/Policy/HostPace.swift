/// How many requests a second a host gets. A host that refuses because there are too many gets
/// fewer: each refusal lowers the rate and is followed by a pause, which grows until the host
/// answers again. Answers raise the rate, first to near where it was refused, and after a while
/// slowly beyond; the longer the pauses that a host asks for, the more rarely. Arithmetic only.
package struct HostPace: Sendable, Equatable {
    /// Requests a second; nil for no limit.
    private var rate: Double?
    /// The rate at which it was last refused.
    private var ceiling: Double?
    /// Requests a second that it certainly allows. Right after a refusal a host allows no more than
    /// its limit, so the answers between two refusals, divided by that time, are no more than the
    /// limit.
    private var allowed = 0.0
    /// Answers to requests that began after the last refusal.
    private var answersSinceRefusal = 0
    /// Never faster than this, which a person configured.
    private let limit: Double?
    /// Refusals since the last answer. Those of requests that began before the last one took effect
    /// do not count.
    package private(set) var refusals = 0
    /// UTC milliseconds.
    private var refusedAt = Int64.min
    private var pausedUntil = Int64.min
    private var raisedAt = Int64.min
    /// Until then the rate stays below the ceiling.
    private var heldUntil = Int64.min
    /// How long the host asks for pauses: each attempt to find its limit costs that.
    private var isCostly = false
    private var next = -Double.infinity
    /// Connections at once; nil for no limit.
    private var connections: Int?
    private var answers = 0

    /// A first guess: it doubles within a second of answers, and is halved by a refusal.
    private static let firstRate = 20.0
    private static let slowestRate = 0.5
    /// Requests a second, each second.
    private static let slowestRaise = 0.2
    private static let firstPause = 0.25
    private static let longestPause = 1.0
    /// Fewer may have been a burst.
    private static let tellingAnswers = 4

    /// - Parameter limit: requests a second; nil for no limit.
    package init(limit: Double? = nil) { self.limit = limit }

    /// When a request may begin that would be one of `active`; nil if another must end first.
    package func mayStart(active: Int, limit: Int) -> Int64? {
        let room = refusals > 0 ? 1 : min(limit, connections ?? limit)
        guard active < room else { return nil }
        return max(pausedUntil, next > -1e18 ? Int64(next.rounded(.up)) : .min)
    }

    package mutating func start(at now: Int64) {
        guard let rate = [rate, limit].compactMap(\.self).min() else { return }
        next = max(next, Double(now)) + 1000 / rate
    }

    /// The host refused a request because there were too many.
    /// - Parameters:
    ///   - started: when the request began.
    ///   - seconds: how long the host asked to be left alone.
    package mutating func refuse(startedAt started: Int64, now: Int64, asking seconds: Double?) {
        if let seconds { pausedUntil = max(pausedUntil, now + Int64(seconds * 1000)) }
        guard started > refusedAt else { return }
        learn(refusedAgainAt: started)
        refusedAt = now
        raisedAt = now
        refusals += 1
        var pause = HostPace.firstPause
        for _ in 1..<refusals where pause < HostPace.longestPause { pause *= 2 }
        pausedUntil = max(pausedUntil, now + Int64(min(pause, HostPace.longestPause) * 1000))
        heldUntil = now + max(4000, 15 * (pausedUntil - now))
        if let seconds, seconds >= 1 { isCostly = true }
        if let rate {
            // The first guess may be far off; later ones are near.
            let isGuess = ceiling == nil && refusals > 1
            if !isGuess { ceiling = rate }
            self.rate = max(
                rate * (refusals > 1 ? 0.5 : 0.7), min(rate, allowed), HostPace.slowestRate)
        } else {
            rate = min(HostPace.firstRate, limit ?? .infinity)
        }
        // A refusal with a few connections at once does not show that two are too many.
        connections = max(1, (connections ?? 4) / 2)
        answers = 0
    }

    private mutating func learn(refusedAgainAt now: Int64) {
        // Its limit may have changed since.
        if refusals > 2 { allowed *= 0.7 }
        if answersSinceRefusal >= HostPace.tellingAnswers, refusedAt > .min {
            let seconds = Double(max(250, now - refusedAt)) / 1000
            allowed = max(allowed, Double(answersSinceRefusal - 1) / seconds)
        }
        answersSinceRefusal = 0
    }

    /// The host answered a request that began at `started`.
    package mutating func recordAnswer(startedAt started: Int64, now: Int64) {
        refusals = 0
        if started > refusedAt { answersSinceRefusal += 1 }
        guard var rate else { return }
        let seconds = Double(min(max(0, now - raisedAt), 1000)) / 1000
        raisedAt = now
        if let ceiling {
            // To near the refused rate within some seconds, and slowly beyond later.
            if rate < ceiling * 0.85 {
                rate = min(
                    ceiling * 0.85, rate + max(ceiling / 12, HostPace.slowestRaise) * seconds)
            } else if now >= heldUntil {
                rate += max(ceiling / 20, HostPace.slowestRaise) * seconds
            }
        } else {
            rate *= 1 + seconds * (isCostly ? 0.25 : 1)
        }
        answers += 1
        if let connections, answers >= 2 * connections {
            self.connections = connections + 1
            answers = 0
        }
        // No host is asked this fast: the limit is dropped.
        self.rate = rate > 10_000 ? nil : rate
    }

    /// Whether it is asked more slowly than it could be.
    package var isSlowed: Bool { rate != nil }
}

extension RetrievalError {
    /// The host says that there are too many requests, or that it is overloaded.
    package var isAboutTheRate: Bool {
        guard kind == .httpStatus, let httpStatus else { return false }
        // 420, 509 and 529 are used by some services and proxies for 429; a 403 with `Retry-After`
        // is GitHub's, for one.
        return [420, 429, 503, 509, 529].contains(httpStatus)
            || httpStatus == 403 && retryAfterSeconds != nil
    }
}
