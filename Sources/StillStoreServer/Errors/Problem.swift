import HTTPTypes
import Hummingbird

/// Why a request is not answered as it wishes: RFC 9457, with a stable `code` and one sentence for a
/// person. Never a path of the machine, nor what belongs to somebody else.
struct Problem: Error, Equatable {
    let status: HTTPResponse.Status
    let code: String
    let detail: String
    /// Of the request, where one is to blame.
    var field: String?
    /// Seconds after which it may be tried again.
    var retryAfter: Int?
    /// Ends the connection: what follows on it cannot be made sense of.
    var closes = false
    /// For the log only.
    var cause: String?

    init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, field: String? = nil) {
        (self.status, self.code, self.detail, self.field) = (status, code, detail, field)
    }

    static let mediaType = "application/problem+json"

    var json: JSONValue {
        .object([
            "type": .text("about:blank"), "title": .text(status.reasonPhrase),
            "status": .number(String(status.code)), "code": .text(code), "detail": .text(detail),
            "field": field.map { .text($0) },
        ])
    }

    var response: Response {
        var headers: HTTPFields = [
            .contentType: Problem.mediaType, .cacheControl: "no-store",
        ]
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"stillstore\"" }
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if closes { headers[.connection] = "close" }
        let body = ByteBuffer(string: json.line + "\n")
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}

extension Problem {
    static let signInNeeded = Problem(
        .unauthorized, "sign_in_needed", "sign in, or send a token that is valid")
    static let noRoute = Problem(.notFound, "no_such_address", "there is nothing at this address")

    static func scopeMissing(_ scope: String) -> Problem {
        Problem(.forbidden, "scope_missing", "the token lacks the scope \(scope)")
    }

    static func invalid(_ field: String, _ reason: String) -> Problem {
        let detail = field.isEmpty ? "the body \(reason)" : "\(field) \(reason)"
        return Problem(.badRequest, "invalid", detail, field: field.isEmpty ? nil : field)
    }

    static func tooLarge(_ limit: Int) -> Problem {
        var problem = Problem(
            .contentTooLarge, "too_large", "the body is more than \(limit) bytes")
        problem.closes = true
        return problem
    }

    static func internalError(_ cause: any Error) -> Problem {
        var problem = Problem(
            .internalServerError, "internal", "this is a fault of the server; its log says more")
        problem.cause = String(describing: cause)
        return problem
    }
}
