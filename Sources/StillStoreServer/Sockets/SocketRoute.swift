import HTTPTypes
import Hummingbird

extension Routes {
    mutating func addSocket() {
        add(
            .get, "/api/v1/ws", "openSocket",
            "What changes, over a WebSocket (RFC 6455), for what is subscribed to there", .read,
            query: Nothing.self, answer: .otherProtocol, problems: [426, 429]
        ) { exchange in
            _ = try exchange.parameters(Nothing.self)
            if exchange.caller?.isByCookie == true {
                try exchange.services.origins.checkSocketOrigin(of: exchange.request)
            }
            switch try SocketHandshake(request: exchange.request) {
            case .accepted(let headers): return try SocketFeed(exchange).response(headers)
            case .refused(let response): return response
            }
        }
    }
}
