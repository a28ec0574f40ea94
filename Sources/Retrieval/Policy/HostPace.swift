/// How fast a host is asked. A host that refuses because it is asked too often gets fewer
/// requests: each refusal lowers the rate and is followed by a pause, which grows until the host
/// answers again; answers raise the rate, to near where it was refused, and after a while slowly
/// beyond: the longer the pauses that a host asks for, the rarer. Data and arithmetic only.
package struct HostPace: Sendable, Equatable {
    /// Requests a second; nil when nothing holds them back.
    private var rate: Double?
    /// Where it was refused last.
    private var ceiling: Double?
    /// Requests a second that it allows at least. Right after a refusal a host allows no more than
    /// its limit: so many answers between two refusals, in that time, show a limit no lower.
    private var allowed = 0.0
    /// Of requests that began after the last refusal.
    private var answersSinceRefusal = 0
    /// Never faster than that: somebody said so.
    private let limit: Double?
    /// Refusals since the last answer. Those of requests that began before the last one took
    /// effect are not counted.
    package private(set) var refusals = 0
    /// UTC milliseconds.
    private var refusedAt = Int64.min
    private var pausedUntil = Int64.min
    private var raisedAt = Int64.min
    /// Until then the rate stays below the ceiling.
    private var heldUntil = Int64.min
    /// The host says how long it is to be left alone: finding out its limit takes that each time.
    private var isCostly = false
    private var next = -Double.infinity
    /// Connections at once; nil when nothing holds them back.
    private var connections: Int?
    private var answers = 0

    /// A first guess: it doubles within a second of answers, and is halved by a refusal.
    private static let firstRate = 20.0
    private static let slowestRate = 0.5
    /// Requests a second, each second.
    private static let slowestRaise = 0.2
    private static let firstPause = 0.25
    private static let longestPause = 1.0
    /// Fewer may have been within a burst.
    private static let tellingAnswers = 4

    /// - Parameter limit: requests a second; nil for as many as the host takes.
    package init(limit: Double? = nil) { self.limit = limit }

    /// When a request may begin that would be one of `active`; nil when another must end first.
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
        // A refusal of one of a few connections at once says nothing yet against two.
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
            // Near to where it was refused within some seconds, and slowly beyond later.
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
        // Nobody is asked as fast as that: it is no longer held back.
        self.rate = rate > 10_000 ? nil : rate
    }

    /// Whether it is asked more slowly than it could be.
    package var isSlowed: Bool { rate != nil }
}

extension RetrievalError {
    /// The host says that it is asked too often, or has too much to do.
    package var isAboutTheRate: Bool {
        guard kind == .httpStatus, let httpStatus else { return false }
        // 420, 509 and 529 are what some services and proxies made of 429; a 403 that says when
        // to come back is GitHub's, for one.
        return [420, 429, 503, 509, 529].contains(httpStatus)
            || httpStatus == 403 && retryAfterSeconds != nil
    }
}
