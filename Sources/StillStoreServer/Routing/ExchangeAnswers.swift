import Cryptography
import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Values
import Wire

extension Exchange {
    /// Asks the domain on the caller's behalf.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (DomainReader) throws -> Value
    ) async throws -> Value {
        try await services.library.queries.domain(as: viewer, body)
    }

    /// Changes the domain on the caller's behalf, durably.
    @discardableResult
    func change<Value: Sendable>(
        _ body: @escaping @Sendable (DomainTransaction) throws -> Value
    ) async throws -> Value {
        let value = try await services.changes.commit(as: viewer, body)
        services.feed.wake()
        return value
    }

    /// The same; with an `Idempotency-Key`, once, and then with the same answer.
    func changeOnce(
        _ bytes: [UInt8], _ body: @escaping @Sendable (DomainTransaction) throws -> String
    ) async throws -> String {
        guard let key = request.headers[.idempotencyKey] else { return try await change(body) }
        let identity = Array("\(request.method) \(request.uri.string)\n".utf8) + bytes
        return try await change { transaction in
            try transaction.once(key: key, request: identity) {
                try JSONText(body(transaction))
            }.answer.text
        }
    }

    /// - Throws: `Problem` 412 where the caller knows another version than there is.
    func requireMatch(_ current: () throws -> String) throws {
        guard let wanted = request.headers[.ifMatch], wanted != "*" else { return }
        let tag = EntityTag.of(try current())
        guard EntityTag.list(wanted).contains(tag) else {
            throw Problem(
                .preconditionFailed, "changed_meanwhile",
                "somebody changed it meanwhile: read it again")
        }
    }

    /// JSON, with its tag; 304 for a caller who has it already.
    func answer(_ text: String, _ status: HTTPResponse.Status = .ok) throws -> Response {
        let tag = EntityTag.of(text)
        var headers: HTTPFields = [
            .contentType: "application/json", .eTag: tag, .cacheControl: "private, no-cache",
        ]
        if request.method == .get || request.method == .head,
            let known = request.headers[.ifNoneMatch],
            known == "*" || EntityTag.list(known).contains(tag)
        {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentLength] = String(text.utf8.count + 1)
        var buffer = ByteBuffer()
        buffer.reserveCapacity(text.utf8.count + 1)
        buffer.writeString(text)
        buffer.writeInteger(UInt8(ascii: "\n"))
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }
}

extension DomainReader {
    /// What a transaction sees.
    init(of transaction: DomainTransaction) {
        self.init(transaction.connection, as: transaction.viewer, transaction.environment)
    }
}

/// RFC 9110 section 8.8.3.
enum EntityTag {
    /// Of JSON: the first half of its SHA-256.
    static func of(_ text: String) -> String {
        "\"\(SHA256.hash(Array(text.utf8)).prefix(16).hexadecimal)\""
    }

    /// The tags of a header, those for weak comparison without their mark.
    static func list(_ header: String) -> [String] {
        header.split(separator: ",").map { tag in
            let tag = tag.drop { $0 == " " || $0 == "\t" }
            let strong = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
            return String(strong.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let nosniff = HTTPField.Name("X-Content-Type-Options")!
    static let contentSecurity = HTTPField.Name("Content-Security-Policy")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
