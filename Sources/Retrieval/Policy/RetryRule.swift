/// What to do about one class of failures.
package struct RetryRule: Sendable, Equatable {
    /// Never tried again, unless a person asks for it.
    package var isPermanent = false
    /// The longest wait before the second attempt, in seconds; it grows by `factor` with each.
    package var baseSeconds = 30.0
    package var factor = 2.0
    package var capSeconds = 6 * 3600.0
    /// Attempts in all; after them only a person's request starts another.
    package var attempts = 8

    package init() {}

    static let permanent: RetryRule = {
        var rule = RetryRule()
        rule.isPermanent = true
        return rule
    }()

    /// The longest wait after this many failures: doubled each time, say, up to the cap.
    func ceiling(afterAttempts count: Int) -> Double {
        var seconds = baseSeconds
        for _ in 1..<max(1, count) where seconds < capSeconds { seconds *= factor }
        return min(seconds, capSeconds)
    }
}

/// A rule as the configuration writes it; missing values come from the rule that it refines.
package struct RetryRuleSetting: Sendable, Equatable, Codable {
    package var permanent: Bool?
    package var baseSeconds: Double?
    package var factor: Double?
    package var capSeconds: Double?
    package var attempts: Int?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case permanent
        case baseSeconds = "base_seconds"
        case factor
        case capSeconds = "cap_seconds"
        case attempts
    }

    func apply(to rule: inout RetryRule) {
        if let permanent { rule.isPermanent = permanent }
        if let baseSeconds { rule.baseSeconds = max(0, baseSeconds) }
        if let factor { rule.factor = max(1, factor) }
        if let capSeconds { rule.capSeconds = max(0, capSeconds) }
        if let attempts { rule.attempts = max(1, attempts) }
    }
}
