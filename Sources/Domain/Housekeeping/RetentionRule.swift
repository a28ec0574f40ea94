/// What housekeeping takes once it is old enough. The name of each is that in `stillstore.json`.
package enum RetentionRule: String, Sendable, CaseIterable {
    /// Access tokens that expired or were revoked are removed.
    case expiredTokens = "expired_tokens"
    /// Shared links that expired or were revoked are removed.
    case expiredLinks = "expired_links"
    /// Answers to requests with a key are forgotten.
    case idempotencyKeys = "idempotency_keys"
    /// Connections that were closed, or whose program was not heard of, are removed.
    case closedConnections = "closed_connections"
    /// Events are removed from the feed; facts of the journal stay.
    case events
    /// Completed sessions are archived: hidden from lists.
    case completedSessions = "completed_sessions"
    /// Generations are archived: hidden from lists.
    case oldGenerations = "old_generations"
    /// What was deleted is purged, with all that went along.
    case deleted

    /// Where `stillstore.json` says nothing else.
    package var standardAge: RetentionAge {
        switch self {
        case .idempotencyKeys: RetentionAge(days: 1)
        case .closedConnections: RetentionAge(days: 7)
        case .expiredTokens, .expiredLinks, .events, .completedSessions, .deleted:
            RetentionAge(days: 30)
        case .oldGenerations: RetentionAge(days: 90)
        }
    }

    /// Whether it hides things; else it removes them.
    package var archives: Bool { self == .completedSessions || self == .oldGenerations }
}

/// How old something gets before a rule takes it: `90m`, `12h`, `30d`, `4w`, or never.
package struct RetentionAge: Sendable, Hashable {
    package let text: String
    /// Nil for a rule that is turned off.
    package let milliseconds: Int64?

    package static let never = RetentionAge("never")!

    package init(days: Int64) { self.init("\(days)d")! }

    /// Nil for what is no age.
    package init?(_ text: String) {
        self.text = text
        if text == "never" {
            milliseconds = nil
            return
        }
        let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (0...100_000).contains(count)
        else { return nil }
        milliseconds = count * unit * 1000
    }
}
