import Catalog
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Wire

extension Routes {
    mutating func addSystem() {
        add(
            .get, "/healthz", "isAlive", "Whether the server is alive", .open,
            query: Nothing.self, answer: .bytes(["text/plain"])
        ) { _ in .text("alive\n") }
        add(
            .get, "/readyz", "isReady", "Whether the store can be worked with", .open,
            query: Nothing.self, answer: .bytes(["text/plain"]), problems: [503]
        ) { exchange in
            guard !exchange.services.library.isUnwritable else {
                throw Problem(.serviceUnavailable, "read_only", "the store cannot be written to")
            }
            _ = try await exchange.services.library.queries.domain(as: .program) {
                try $0.events.newest()
            }
            return .text("ready\n")
        }
        add(
            .get, "/metrics", "getMetrics", "What is counted, for Prometheus", .admin,
            query: Nothing.self, answer: .bytes(["text/plain"])
        ) { exchange in
            let statistics = try await exchange.services.library.queries.statistics()
            let gauges = Gauges.of(statistics, streams: exchange.services.streams.count)
            return .text(
                exchange.services.metrics.text(gauges),
                type: "text/plain; version=0.0.4; charset=utf-8")
        }
        add(
            .get, "/api/v1/stats", "getStatistics", "What the store has, counted", .admin,
            query: Nothing.self, answer: .json(.ok, schema(of: StatisticsJSON.self))
        ) { exchange in
            let queries = exchange.services.library.queries
            let (statistics, missing) = (
                try await queries.statistics(), try await queries.missing()
            )
            return try exchange.answer(StatisticsJSON(statistics, missing).line())
        }
    }

    /// The last one: it describes all the others.
    mutating func addDescription(version: String) {
        add(
            .get, "/api/v1/openapi.json", "getDescription", "This document", .open,
            query: Nothing.self, answer: .json(.ok, .any)
        ) { _ in throw Problem.noRoute }
        let document = OpenAPIDocument(routes: all, components: components, version: version)
        let text = document.json.line
        replaceLast { try $0.answer(text) }
    }
}

extension Response {
    static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
