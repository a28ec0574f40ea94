import HTTPTypes
import Hummingbird

extension Routes {
    mutating func addSocket() {
        add(
            .get, "/api/v1/ws", "openSocket",
            "What changes, over a WebSocket (RFC 6455), for what is subscribed to there", .read,
            query: SocketQuery.self, answer: .otherProtocol, problems: [426, 429]
        ) { exchange in
            let query = try exchange.parameters(SocketQuery.self)
            if exchange.caller?.isByCookie == true {
                try exchange.services.origins.checkSocketOrigin(of: exchange.request)
            }
            switch try SocketHandshake(request: exchange.request) {
            case .accepted(let headers):
                return try await SocketFeed(exchange).response(headers, session: query.session)
            case .refused(let response): return response
            }
        }
    }
}

private struct SocketQuery: Decodable, Sendable {
    /// Which session its row in `connections` is of.
    var session: String?
}
