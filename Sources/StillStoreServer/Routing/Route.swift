import Domain
import HTTPTypes
import Hummingbird

/// One operation of the server. Routing, decoding, authorization, metrics and the OpenAPI document all
/// follow from it.
struct Route: Sendable {
    /// Who may ask.
    enum Access: Sendable, Equatable {
        /// Everybody; a caller is known where there is one.
        case open
        /// Who has this scope.
        case scope(AccessToken.Scope)

        static let read = Access.scope(.read)
        static let write = Access.scope(.write)
        static let work = Access.scope(.work)
        static let admin = Access.scope(.admin)
    }

    /// What the body may be.
    enum Body: Sendable, Equatable {
        case none
        case json(Schema)
        /// Bytes that are not read into memory.
        case stream
    }

    /// What comes back when all went well.
    enum Answer: Sendable, Equatable {
        case json(HTTPResponse.Status, Schema)
        case nothing
        /// All that is said is in the headers.
        case empty(HTTPResponse.Status)
        /// Of these media types.
        case bytes([String])
        /// A page for people, of which the description of the API says nothing.
        case page
        /// 101: the connection goes on as something else.
        case otherProtocol
    }

    let method: HTTPRequest.Method
    let pattern: PathPattern
    /// Unique: programs are generated from it.
    let name: String
    let summary: String
    let access: Access
    /// Of the path and the query.
    let parameters: [Schema.Property]
    let body: Body
    let answer: Answer
    /// Problems beside those that follow from the rest.
    let problems: [Int]
    /// Takes an `Idempotency-Key`.
    let isRepeatable: Bool
    let handle: @Sendable (Exchange) async throws -> Response

    /// What it belongs to: `albums` of `/api/v1/albums/{id}`.
    var group: String {
        let literals = pattern.parts.compactMap { part in
            if case .literal(let text) = part { text } else { nil }
        }
        return literals.count > 2 ? literals[2] : literals.first ?? "root"
    }
}
