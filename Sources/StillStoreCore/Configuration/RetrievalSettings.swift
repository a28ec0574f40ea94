import Foundation
package import Retrieval

/// The `retrieval` part of `stillstore.json`; what is left out keeps its default.
package struct RetrievalSettings: Sendable, Equatable, Codable {
    package var connections: Int?
    package var connectionsPerHost: Int?
    /// Of one host.
    package var requestsPerSecond: Double?
    /// Hosts whose addresses may be private.
    package var allowHosts: [String]?
    package var connectSeconds, answerSeconds, totalSeconds: Double?
    package var slowBytesPerSecond, slowSeconds, redirects: Int?
    package var caFile, proxy, userAgent: String?
    /// Of S3: `path`, `virtual` or `auto`.
    package var addressingStyle: String?
    /// By class or status.
    package var retry: [String: RetryRuleSetting]?
    package var hosts: [String: Host]?
    package var retryAfterMinSeconds, retryAfterMaxSeconds: Double?
    package var restFailures: Int?
    package var restSeconds, restCapSeconds: Double?

    package struct Host: Sendable, Equatable, Codable {
        package var connections: Int?
        package var requestsPerSecond: Double?
        package var retry: [String: RetryRuleSetting]?

        package init() {}

        package enum CodingKeys: String, CodingKey, CaseIterable {
            case connections
            case requestsPerSecond = "requests_per_second"
            case retry
        }
    }

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case connections
        case connectionsPerHost = "connections_per_host"
        case requestsPerSecond = "requests_per_second"
        case allowHosts = "allow_hosts"
        case connectSeconds = "connect_seconds"
        case answerSeconds = "answer_seconds"
        case totalSeconds = "total_seconds"
        case slowBytesPerSecond = "slow_bytes_per_second"
        case slowSeconds = "slow_seconds"
        case redirects
        case caFile = "ca_file"
        case proxy, retry, hosts
        case userAgent = "user_agent"
        case addressingStyle = "s3_addressing_style"
        case retryAfterMinSeconds = "retry_after_min_seconds"
        case retryAfterMaxSeconds = "retry_after_max_seconds"
        case restFailures = "rest_failures"
        case restSeconds = "rest_seconds"
        case restCapSeconds = "rest_cap_seconds"
    }
}

extension RetrievalSettings {
    package var transfer: TransferSettings {
        var settings = TransferSettings()
        if let connectSeconds { settings.connectSeconds = max(0.1, connectSeconds) }
        if let answerSeconds { settings.answerSeconds = max(0.1, answerSeconds) }
        if let totalSeconds { settings.totalSeconds = max(1, totalSeconds) }
        if let slowBytesPerSecond { settings.slowBytesPerSecond = max(0, slowBytesPerSecond) }
        if let slowSeconds { settings.slowSeconds = max(1, slowSeconds) }
        if let redirects { settings.redirects = max(0, redirects) }
        // What OpenSSL's own programs read.
        let environment = ProcessInfo.processInfo.environment
        settings.caFile = caFile ?? environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        if let userAgent { settings.userAgent = userAgent }
        settings.proxies = ProxySettings(environment: environment, configured: proxy)
        return settings
    }

    package var policy: RetryPolicy {
        var policy = RetryPolicy()
        policy.rules = retry ?? [:]
        policy.hosts = knownHosts.compactMapValues(\.retry)
        let least = max(0, retryAfterMinSeconds ?? policy.retryAfterSeconds.lowerBound)
        let most = retryAfterMaxSeconds ?? policy.retryAfterSeconds.upperBound
        policy.retryAfterSeconds = least...max(least, most)
        return policy
    }

    package var breaker: CircuitBreaker.Rule {
        var rule = CircuitBreaker.Rule()
        if let restFailures { rule.failures = max(1, restFailures) }
        if let restSeconds { rule.baseSeconds = max(0, restSeconds) }
        if let restCapSeconds { rule.capSeconds = max(0, restCapSeconds) }
        return rule
    }

    /// By the names that sources have.
    package var knownHosts: [String: Host] {
        Dictionary((hosts ?? [:]).map { (HostName.normal($0), $1) }) { first, _ in first }
    }

    package func connections(of host: String, _ hosts: [String: Host]) -> Int {
        let own = hosts[host]?.connections ?? hosts[bare(host)]?.connections
        return max(1, own ?? connectionsPerHost ?? 4)
    }

    package func requestsPerSecond(of host: String, _ hosts: [String: Host]) -> Double? {
        hosts[host]?.requestsPerSecond ?? hosts[bare(host)]?.requestsPerSecond
            ?? requestsPerSecond
    }

    private func bare(_ host: String) -> String {
        host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host
    }

    /// The names that rules may have.
    package static func check(_ rules: [String: RetryRuleSetting]?, in place: String) throws {
        for name in (rules ?? [:]).keys.sorted() {
            let isStatus =
                Int(name).map { (100...599).contains($0) } ?? ["4xx", "5xx", "3xx"].contains(name)
            guard isStatus || RetrievalErrorKind(rawValue: name) != nil || name == "default" else {
                let known = RetrievalErrorKind.allCases.filter { $0 != .stopped }.map(\.rawValue)
                throw ConfigurationError(
                    "\"\(place).\(name)\" is no class of failure; it may be a status such as 503 or 5xx, or \(known.joined(separator: ", "))"
                )
            }
        }
    }

    package func check() throws {
        try RetrievalSettings.check(retry, in: "retrieval.retry")
        guard addressingStyle.map({ ["path", "virtual", "auto"].contains($0) }) ?? true else {
            throw ConfigurationError("\"s3_addressing_style\" is path, virtual or auto")
        }
        let rates = (hosts ?? [:]).values.map(\.requestsPerSecond) + [requestsPerSecond]
        guard rates.compactMap(\.self).allSatisfy({ (0.001...100_000).contains($0) }) else {
            throw ConfigurationError("\"requests_per_second\" is from 0.001 to 100000")
        }
        for (name, host) in hosts ?? [:] {
            try RetrievalSettings.check(host.retry, in: "retrieval.hosts.\(name).retry")
        }
    }
}
