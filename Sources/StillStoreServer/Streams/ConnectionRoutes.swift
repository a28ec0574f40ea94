import Domain
import HTTPTypes
import Wire

extension Routes {
    mutating func addConnections() {
        add(
            .get, "/api/v1/connections", "listConnections",
            "Your streams and WebSockets that are open, oldest first", .read,
            query: ConnectionQuery.self,
            answer: .json(
                .ok,
                .object([
                    .init(
                        name: "items", schema: .list(schema(of: ConnectionJSON.self)),
                        isRequired: true)
                ])), problems: [404]
        ) { exchange in
            let query = try exchange.parameters(ConnectionQuery.self)
            let streams = exchange.services.streams
            let open = try await exchange.read { reader in
                if let session = query.session { _ = try reader.sessions.get(session) }
                return try reader.connections.open(
                    heardSince: ConnectionRows.heardSince(reader.now), session: query.session)
            }
            let items = open.filter { !streams.hasEnded($0.id) }.map(ConnectionJSON.init)
            return try exchange.answer(
                ListAnswer(Page(items: items, next: nil, total: nil)).text())
        }
    }
}

private struct ConnectionQuery: Decodable, Sendable { var session: String? }
