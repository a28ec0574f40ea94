/// When a failed retrieval is tried again. Data and arithmetic only: the clock and the random
/// numbers come from the caller.
package struct RetryPolicy: Sendable, Equatable {
    /// By class, as `timeout`, or by status, as `503`, `5xx` or `4xx`; refines the standard rules.
    package var rules: [String: RetryRuleSetting] = [:]
    /// The same for single hosts, over the above; `default` is for all of their failures.
    package var hosts: [String: [String: RetryRuleSetting]] = [:]
    /// `Retry-After` is used within these bounds.
    package var retryAfterSeconds = 1.0...86_400.0

    package init() {}

    package enum Decision: Sendable, Equatable {
        /// UTC milliseconds.
        case again(at: Int64)
        /// It may still succeed, but was tried often enough.
        case givenUp
        case permanent
    }

    /// - Parameters:
    ///   - attempts: how often it has failed, this time included.
    ///   - random: 0 to 1. The wait is that part of the longest one ("full jitter"), so that many
    ///     that failed together do not come back together (AWS Architecture Blog, "Exponential
    ///     Backoff And Jitter", 2015).
    package func decide(
        _ error: RetrievalError, host: String, attempts: Int, now: Int64, random: Double
    ) -> Decision {
        let rule = rule(for: error, host: host)
        if rule.isPermanent { return .permanent }
        if attempts >= rule.attempts { return .givenUp }
        var seconds = rule.ceiling(afterAttempts: attempts) * random
        if let asked = error.retryAfterSeconds {
            let clamped = min(
                max(asked, retryAfterSeconds.lowerBound), retryAfterSeconds.upperBound)
            // A random part is added, so that not all come back at the same time.
            seconds = clamped + min(seconds, clamped / 10)
        }
        return .again(at: now + Int64(min(seconds, 3e9) * 1000))
    }

    /// The rule for a failure: the standard one, refined from the general to the specific.
    package func rule(for error: RetrievalError, host: String) -> RetryRule {
        var rule = RetryPolicy.standard(error)
        var names = [error.kind.rawValue]
        if error.kind == .httpStatus, let status = error.httpStatus {
            names += ["\(status / 100)xx", "\(status)"]
        }
        for name in names { rules[name]?.apply(to: &rule) }
        if let own = hosts[host] ?? hosts[hostName(host)] {
            for name in ["default"] + names { own[name]?.apply(to: &rule) }
        }
        return rule
    }

    /// The standard rules. Which statuses are tried again follows well-behaved downloaders: 408,
    /// 409 (a generator's maintenance), 420, 423, 425, 429 and 5xx, except those that say "never";
    /// 202, which says "not yet"; and any refusal that says when to come back.
    private static func standard(_ error: RetrievalError) -> RetryRule {
        var rule = RetryRule()
        switch error.kind {
        case .dns, .connect, .timeout, .truncated: break
        case .tls, .disk, .badAnswer:
            rule.baseSeconds = 300
        case .checksumMismatch:
            // Once may be the network; more often is the server.
            rule.attempts = 3
        case .httpStatus:
            guard let status = error.httpStatus else { break }
            let comesBack =
                [202, 408, 409, 420, 423, 425, 429].contains(status)
                || error.retryAfterSeconds != nil && ![404, 410, 451].contains(status)
            guard comesBack || (500...599).contains(status) else { return .permanent }
            if [501, 505, 510, 511].contains(status) { return .permanent }
            if status == 429 || status == 420 { rule.baseSeconds = 60 }
        case .tooLarge, .wrongContent, .refusedAddress, .notAnImage, .redirect, .unsupported,
            .expired, .pathTaken, .stopped:
            return .permanent
        }
        return rule
    }

    /// Whether an error may be gone the next time, by the standard rules.
    package static func isPassing(_ error: RetrievalError) -> Bool {
        !RetryPolicy.standard(error).isPermanent
    }

    private func hostName(_ host: String) -> String {
        host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host
    }
}
