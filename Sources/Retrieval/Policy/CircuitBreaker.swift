/// Stops requests to a host that keeps failing. After several failures in a row the breaker opens
/// and nothing is asked for a time; then it is half-open, and one request at a time tries, until
/// the host answers.
package struct CircuitBreaker: Sendable, Equatable {
    /// Failures since the last answer.
    package var failures = 0
    /// How often it opened since the last answer.
    package var opens = 0
    /// UTC milliseconds; nil or in the past if the host may be asked.
    package var openUntil: Int64?

    package init() {}

    package struct Rule: Sendable, Equatable {
        /// Failures in a row that open it.
        package var failures = 5
        package var baseSeconds = 60.0
        package var capSeconds = 1800.0

        package init() {}
    }

    package func isOpen(at now: Int64) -> Bool { openUntil.map { $0 > now } ?? false }

    /// It has opened since the last answer: one request at a time tries.
    package var isHalfOpen: Bool { opens > 0 }

    /// - Parameter error: nil for a response that shows that the host works, whatever happened to
    ///   the picture.
    package mutating func record(_ error: RetrievalError?, _ rule: Rule, now: Int64) {
        guard let error, CircuitBreaker.isAboutTheHost(error) else {
            // These errors say nothing about the host.
            let silent: [RetrievalErrorKind] = [
                .refusedAddress, .disk, .stopped, .expired, .unsupported,
            ]
            if !(error.map { silent.contains($0.kind) } ?? false) { self = CircuitBreaker() }
            return
        }
        // Failures of requests that were under way when it opened add nothing.
        if isOpen(at: now) { return }
        failures += 1
        // One refusal may be about one source; several in a row, without an answer, are about the
        // host.
        guard failures >= rule.failures || isHalfOpen else { return }
        var seconds = rule.baseSeconds
        for _ in 0..<opens where seconds < rule.capSeconds { seconds *= 2 }
        seconds = min(seconds, rule.capSeconds)
        if let asked = error.retryAfterSeconds { seconds = max(seconds, min(asked, 86_400)) }
        openUntil = max(openUntil ?? 0, now + Int64(min(seconds, 3e9) * 1000))
        opens += 1
    }

    /// Failures that the next source of the same host would have too.
    static func isAboutTheHost(_ error: RetrievalError) -> Bool {
        switch error.kind {
        case .dns, .connect, .tls, .timeout: true
        case .httpStatus:
            error.isAboutTheRate || error.httpStatus == 502 || error.httpStatus == 504
        default: false
        }
    }
}
