import Domain

/// What a client says over a WebSocket: `{"type": "subscribe", …}`. Read as strictly as a request.
enum SocketCommand: Sendable {
    /// `id`: of the subscription, where the client has several.
    case subscribe(id: String?, after: Int64?, EventFilter)
    case unsubscribe(id: String?)
    case ping(id: String?)

    private enum Kind: String, RequestWord { case subscribe, unsubscribe, ping }

    private struct AnyMessage: Decodable { let type: Kind }

    private struct Named: Decodable {
        let type: Kind
        var id: String?
    }

    private struct Subscription: Decodable {
        let type: Kind
        var id: String?
        var after: Int64?
        var tables: [String]?
        var project: String?
        var session: String?
        var user: String?
    }

    static let idLimit = 64

    init(_ message: JSONValue) throws {
        guard case .object(let members) = message else { throw FieldError([], "must be an object") }
        let type = JSONValue.object(members.filter { $0.name == "type" })
        switch try ValueDecoder.decode(AnyMessage.self, from: type).type {
        case .subscribe:
            let body = try ValueDecoder.decode(Subscription.self, from: message)
            self = .subscribe(
                id: try SocketCommand.checked(body.id), after: body.after,
                EventFilter(body.tables, body.project, body.session, body.user))
        case .unsubscribe:
            let body = try ValueDecoder.decode(Named.self, from: message)
            self = .unsubscribe(id: try SocketCommand.checked(body.id))
        case .ping:
            let body = try ValueDecoder.decode(Named.self, from: message)
            self = .ping(id: try SocketCommand.checked(body.id))
        }
    }

    private static func checked(_ id: String?) throws -> String? {
        guard let id, id.utf8.count > idLimit else { return id }
        throw FieldError([FieldKey(stringValue: "id")], "is longer than \(idLimit) bytes")
    }
}

/// What the server says.
enum SocketAnswer {
    static func subscribed(_ id: String?, after: Int64) -> String {
        text("subscribed", id, ["after": .number(String(after))])
    }

    static func unsubscribed(_ id: String?) -> String { text("unsubscribed", id, [:]) }

    static func pong(_ id: String?) -> String { text("pong", id, [:]) }

    /// Events were missed: what the client knows is to be read anew.
    static func reset(_ id: String?, _ number: Int64) -> String {
        text("reset", id, ["number": .number(String(number))])
    }

    static func error(_ id: String?, _ problem: Problem) -> String {
        text(
            "error", id,
            [
                "code": .text(problem.code), "detail": .text(problem.detail),
                "field": problem.field.map { .text($0) },
            ])
    }

    /// - Parameter line: the event as JSON.
    static func event(_ id: String?, _ line: String) -> String {
        text("event", id, [:]).dropLast() + ",\"event\":" + line + "}"
    }

    private static func text(
        _ type: String, _ id: String?, _ fields: KeyValuePairs<String, JSONValue?>
    ) -> String {
        let start = [
            JSONValue.Member(name: "type", value: .text(type)),
            id.map { JSONValue.Member(name: "id", value: .text($0)) },
        ]
        let rest = fields.map { field in
            field.value.map { JSONValue.Member(name: field.key, value: $0) }
        }
        return JSONValue.object((start + rest).compactMap(\.self)).line
    }
}
