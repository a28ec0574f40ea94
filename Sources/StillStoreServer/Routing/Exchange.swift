import Domain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Values

/// One request, while it is answered.
struct Exchange: Sendable {
    let request: Request
    let services: Services
    let route: Route
    /// The fields of the path, not decoded yet.
    let fields: [String: Substring]
    /// Who asks; nil for nobody that is known.
    let caller: Caller?
    let address: String
    let logger: Logger
    let channel: any Channel

    /// On whose behalf the library is asked.
    /// - Throws: `Problem` 401.
    var viewer: Viewer {
        get throws(Problem) {
            guard let caller else { throw .signInNeeded }
            return caller.viewer
        }
    }

    /// What the path and the query say.
    func parameters<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try ValueDecoder.decode(type, from: .object(members()), isParameter: true)
    }

    private func members() throws -> [JSONValue.Member] {
        var members = try fields.map { name, raw in
            JSONValue.Member(name: name, value: .text(try text(raw, name)))
        }
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try text(parts[0], "the query")
            guard !members.contains(where: { $0.name == name }) else {
                throw Problem.invalid(name, "is there twice")
            }
            let value = parts.count > 1 ? try text(parts[1], name) : ""
            members.append(JSONValue.Member(name: name, value: .text(value)))
        }
        return members
    }

    private func text(_ raw: Substring, _ name: String) throws -> String {
        guard let bytes = percentDecoded(raw, plusIsSpace: fields[name] == nil),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw Problem.invalid(name, "is not UTF-8, or not percent-encoded as it should be") }
        return text
    }

    /// The bytes of a field of the path, which need not be UTF-8.
    func bytes(_ field: String) throws -> [UInt8] {
        guard let raw = fields[field], let bytes = percentDecoded(raw) else {
            throw Problem.invalid(field, "is not percent-encoded as it should be")
        }
        return bytes
    }

    /// The body, as JSON of this form.
    func body<Value: Decodable>(_ type: Value.Type) async throws -> (Value, [UInt8]) {
        let bytes = try await jsonBytes()
        let value =
            bytes.isEmpty ? JSONValue.object([JSONValue.Member]()) : try JSONReader.read(bytes)
        return (try ValueDecoder.decode(type, from: value), bytes)
    }

    /// Tells a client that waits for it to send the body.
    func wantBody() { channel.triggerUserOutboundEvent(WantsBody(), promise: nil) }

    private func jsonBytes() async throws -> [UInt8] {
        let limit = services.limits.jsonBytes
        let length = request.headers[.contentLength].flatMap { Int($0) }
        if let length, length > limit { throw Problem.tooLarge(limit) }
        if let type = request.headers[.contentType] {
            let media = type.prefix { $0 != ";" }.lowercased().trimmingCharacters
            guard media == "application/json" || media.hasSuffix("+json") else {
                throw Problem(
                    .unsupportedMediaType, "unsupported_media_type",
                    "the body has to be application/json")
            }
        }
        wantBody()
        var bytes: [UInt8] = []
        for try await piece in request.body {
            guard bytes.count + piece.readableBytes <= limit else { throw Problem.tooLarge(limit) }
            bytes += piece.readableBytesView
        }
        if let length, bytes.count != length {
            throw Problem(.badRequest, "body_incomplete", "the body ended early")
        }
        return bytes
    }
}

extension String {
    fileprivate var trimmingCharacters: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
