import Synchronization

/// What the server counts, as Prometheus reads it (text format 0.0.4).
final class Metrics: Sendable {
    /// Upper bounds in seconds.
    static let bounds = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60]

    private struct Key: Hashable, Comparable {
        let route, method: String
        let status: Int

        static func < (one: Key, other: Key) -> Bool {
            (one.route, one.method, one.status) < (other.route, other.method, other.status)
        }
    }

    private struct Times {
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
        var count = 0
        var seconds = 0.0
    }

    private struct State {
        var requests: [Key: Times] = [:]
        var received: UInt64 = 0
        var sent: UInt64 = 0
    }

    private let state = Mutex(State())

    /// - Parameter route: as it was declared, never as it was asked for: those are without number.
    func count(_ route: String, _ method: String, _ status: Int, _ time: Duration) {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        state.withLock { state in
            var times = state.requests[Key(route: route, method: method, status: status)] ?? Times()
            times.count += 1
            times.seconds += seconds
            for (index, bound) in Metrics.bounds.enumerated() where seconds <= bound {
                times.buckets[index] += 1
            }
            state.requests[Key(route: route, method: method, status: status)] = times
        }
    }

    func received(_ bytes: Int) { state.withLock { $0.received += UInt64(bytes) } }
    func sent(_ bytes: Int) { state.withLock { $0.sent += UInt64(bytes) } }

    /// - Parameter gauges: what is read elsewhere, by name.
    func text(_ gauges: [(name: String, help: String, value: Double)]) -> String {
        let state = state.withLock { $0 }
        var lines = [
            "# HELP stillstore_http_request_seconds Time to answer, by route and status.",
            "# TYPE stillstore_http_request_seconds histogram",
        ]
        for (key, times) in state.requests.sorted(by: { $0.key < $1.key }) {
            let labels = "route=\"\(key.route)\",method=\"\(key.method)\",status=\"\(key.status)\""
            for (bound, count) in zip(Metrics.bounds, times.buckets) {
                lines.append(
                    "stillstore_http_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(count)")
            }
            lines += [
                "stillstore_http_request_seconds_bucket{\(labels),le=\"+Inf\"} \(times.count)",
                "stillstore_http_request_seconds_sum{\(labels)} \(times.seconds)",
                "stillstore_http_request_seconds_count{\(labels)} \(times.count)",
            ]
        }
        lines += Metrics.single(
            "stillstore_received_bytes_total", "counter", "Bytes of bodies taken.",
            Double(state.received))
        lines += Metrics.single(
            "stillstore_sent_bytes_total", "counter", "Bytes of files sent.", Double(state.sent))
        for gauge in gauges {
            lines += Metrics.single(gauge.name, "gauge", gauge.help, gauge.value)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func single(
        _ name: String, _ type: String, _ help: String, _ value: Double
    ) -> [String] {
        let number = value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
        return ["# HELP \(name) \(help)", "# TYPE \(name) \(type)", "\(name) \(number)"]
    }
}
