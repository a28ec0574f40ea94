import Domain
import HTTPTypes
import Hummingbird
import Wire

extension Routes {
    mutating func addEvents() {
        add(
            .get, "/api/v1/events", "streamEvents",
            "What changes, as server-sent events; with Last-Event-ID or after, what was missed first",
            .read, query: EventQuery.self, answer: .bytes(["text/event-stream"]), problems: [429]
        ) { exchange in
            let query = try exchange.parameters(EventQuery.self)
            let last = exchange.request.headers[.lastEventID]
            let after = try last.map { text in
                guard let number = Int64(text) else {
                    throw Problem.invalid("Last-Event-ID", "must be a number")
                }
                return number
            }
            return try await EventStream(
                exchange: exchange, filter: query.filter, after: after ?? query.after
            ).response()
        }
        addSocket()
        addConnections()
        items(
            "/api/v1/events/list", "listEvents", "What changed after a number, up to 1,000 at once"
        ) { (query: EventListQuery, reader) in
            try reader.events.after(query.after ?? 0, query.filter, limit: query.limit ?? 100)
                .events.map(EventJSON.init)
        }
    }
}

/// Which events.
private struct EventQuery: Decodable, Sendable {
    var after: Int64?
    var tables: [String]?
    var project: String?
    var session: String?
    var user: String?

    var filter: EventFilter { EventFilter(tables, project, session, user) }
}

private struct EventListQuery: Decodable, Sendable {
    var after: Int64?
    var limit: Int?
    var tables: [String]?
    var project: String?
    var session: String?
    var user: String?

    var filter: EventFilter { EventFilter(tables, project, session, user) }
}
