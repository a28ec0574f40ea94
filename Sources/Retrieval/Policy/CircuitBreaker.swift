/// Whether a host is in a state to be asked: after several failures of its own it is rested, and
/// then tried with one request at a time until it answers ("circuit breaker").
package struct CircuitBreaker: Sendable, Equatable {
    /// Failures since the last answer.
    package var failures = 0
    /// How often it was rested without an answer since.
    package var opens = 0
    /// UTC milliseconds; in the past, or nil, when it may be asked.
    package var openUntil: Int64?

    package init() {}

    package struct Rule: Sendable, Equatable {
        /// Failures in a row that make it rest.
        package var failures = 5
        package var baseSeconds = 60.0
        package var capSeconds = 1800.0

        package init() {}
    }

    package func isOpen(at now: Int64) -> Bool { openUntil.map { $0 > now } ?? false }

    /// Has been rested and not answered since: one request finds out.
    package var isHalfOpen: Bool { opens > 0 }

    /// - Parameter error: nil for an answer that says that the host is well, whatever became of
    ///   the picture.
    package mutating func record(_ error: RetrievalError?, _ rule: Rule, now: Int64) {
        guard let error, CircuitBreaker.isAboutTheHost(error) else {
            // Neither says anything of the host.
            let silent: [RetrievalErrorKind] = [
                .refusedAddress, .disk, .stopped, .expired, .unsupported,
            ]
            if !(error.map { silent.contains($0.kind) } ?? false) { self = CircuitBreaker() }
            return
        }
        // Requests that were under way when it was sent to rest say nothing new.
        if isOpen(at: now) { return }
        failures += 1
        // One refusal may be about one source; several in a row, none answered, are the host's.
        guard failures >= rule.failures || isHalfOpen else { return }
        var seconds = rule.baseSeconds
        for _ in 0..<opens where seconds < rule.capSeconds { seconds *= 2 }
        seconds = min(seconds, rule.capSeconds)
        if let asked = error.retryAfterSeconds { seconds = max(seconds, min(asked, 86_400)) }
        openUntil = max(openUntil ?? 0, now + Int64(min(seconds, 3e9) * 1000))
        opens += 1
    }

    /// Failures that the next source of the same host would meet too.
    static func isAboutTheHost(_ error: RetrievalError) -> Bool {
        switch error.kind {
        case .dns, .connect, .tls, .timeout: true
        case .httpStatus:
            error.isAboutTheRate || error.httpStatus == 502 || error.httpStatus == 504
        default: false
        }
    }
}
