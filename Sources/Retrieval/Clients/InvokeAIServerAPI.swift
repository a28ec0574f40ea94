import Foundation

/// The calls of InvokeAI's API that are needed. Facts without a source here were seen with 6.14.2.
struct InvokeAIServerAPI {
    let http: HTTPClient
    let place: GeneratorPlace
    let access: InvokeAIAccess
    let addresses: AddressRule
    let isStopped: @Sendable () -> Bool

    func request(_ path: String) throws(RetrievalError) -> HTTPRequest {
        var request = plainRequest(path)
        if let token = try access.token(self) {
            request.headers.append(("Authorization", "Bearer \(token)"))
        }
        return request
    }

    private func plainRequest(_ path: String) -> HTTPRequest {
        place.request("/api/v1/" + path, addresses: addresses)
    }

    /// The token of a session; nil from a server for one user, which refuses to have any.
    func signIn(_ email: String, _ password: String) throws(RetrievalError) -> String? {
        let fields = ["email": email, "password": password]
        let body = try? JSONSerialization.data(withJSONObject: fields)
        var request = plainRequest("auth/login")
        request.method = .post([UInt8](body ?? Data()))
        request.headers.append(("Content-Type", "application/json"))
        do throws(RetrievalError) {
            let answer = try http.json(
                request, limit: 1 << 20, from: "an InvokeAI server", unless: isStopped)
            guard let token = (answer as? [String: Any])?["token"] as? String else {
                throw notExpected("auth/login")
            }
            return token
        } catch {
            // Older versions know no users.
            if [403, 404, 405].contains(error.httpStatus) { return nil }
            guard [401, 422].contains(error.httpStatus) else { throw error }
            throw RetrievalError(
                error.kind,
                "\(place.host) does not let INVOKEAI_EMAIL in with INVOKEAI_PASSWORD: \(error.reason)",
                httpStatus: 401)
        }
    }

    /// - Parameter mayBeOdd: see `HTTPClient.json`.
    func value(
        _ path: String, limit: Int = 256 << 20, mayBeOdd: Bool = false
    ) throws(RetrievalError) -> Any {
        do throws(RetrievalError) {
            return try ask(path, limit, mayBeOdd)
        } catch {
            guard error.httpStatus == 401, access.canSignIn else { throw explained(error) }
            // The session has ended: a new one.
            access.forget(place)
            do throws(RetrievalError) {
                return try ask(path, limit, mayBeOdd)
            } catch {
                throw explained(error)
            }
        }
    }

    private func ask(
        _ path: String, _ limit: Int, _ mayBeOdd: Bool
    ) throws(RetrievalError) -> Any {
        try http.json(
            request(path), limit: limit, from: "an InvokeAI server", mayBeOdd: mayBeOdd,
            unless: isStopped)
    }

    func object(_ path: String, mayBeOdd: Bool = false) throws(RetrievalError) -> [String: Any] {
        guard let object = try value(path, mayBeOdd: mayBeOdd) as? [String: Any] else {
            throw notExpected(path)
        }
        return object
    }

    /// Every server answers, with or without a token.
    func probe() throws(RetrievalError) {
        do throws(RetrievalError) {
            let answer = try http.json(
                plainRequest("app/version"), limit: 1 << 20, from: "an InvokeAI server",
                unless: isStopped)
            guard (answer as? [String: Any])?["version"] is String else {
                throw notExpected("app/version")
            }
        } catch {
            guard error.kind == .badAnswer || error.httpStatus == 404 else { throw error }
            throw RetrievalError(
                .badAnswer, "there is no InvokeAI server at \(place.host): \(error.reason)",
                httpStatus: error.httpStatus)
        }
    }

    /// - Parameter name: as it stands in an address, encoded.
    func image(_ name: String) throws(RetrievalError) -> InvokeAIImage {
        let path = "\(InvokeAIServerAPI.call(name))/i/\(name)"
        guard let fields = try value(path, limit: 1 << 20) as? [String: Any],
            let image = InvokeAIImage(fields)
        else { throw notExpected(path) }
        return image
    }

    /// The calls for images and those for videos are alike.
    static func call(_ name: String) -> String { isVideoName(name) ? "videos" : "images" }

    /// Whether the server knows that name no more.
    func isGone(_ name: String) throws(RetrievalError) -> Bool {
        do throws(RetrievalError) {
            _ = try image(percentEncoded(name))
            return false
        } catch {
            if error.httpStatus == 404 { return true }
            if error.httpStatus == 403 { return false }
            throw error
        }
    }

    /// What the image was made from: an object, or nil where nothing is known.
    func metadata(_ name: String) throws(RetrievalError) -> [String: Any]? {
        let path = "\(InvokeAIServerAPI.call(name))/i/\(name)/metadata"
        let value = try value(path, limit: 32 << 20)
        if let object = value as? [String: Any] { return object }
        guard value is NSNull else { throw notExpected(path) }
        return nil
    }

    struct Boards {
        /// By id.
        var names: [String: String] = [:]
        /// The ids of those without a name; "" for what has no id either.
        var odd: [String] = []
    }

    /// Archived ones hold images too. An odd one hides no others.
    func boards() throws(RetrievalError) -> Boards {
        let path = "boards/?all=true&include_archived=true"
        let value = try value(path)
        let items = (value as? [String: Any])?["items"] ?? value
        guard let entries = items as? [Any] else { throw notExpected(path) }
        var boards = Boards()
        for entry in entries {
            let board = entry as? [String: Any]
            let id = board?["board_id"] as? String
            if let id, let name = board?["board_name"] as? String {
                boards.names[id] = name
            } else {
                boards.odd.append(id ?? "")
            }
        }
        return boards
    }

    func notExpected(_ path: String) -> RetrievalError {
        RetrievalError(
            .badAnswer,
            "\(place.host) answered \(path.prefix { $0 != "?" }) unlike an InvokeAI server")
    }

    func explained(_ error: RetrievalError) -> RetrievalError {
        guard error.httpStatus == 401, !error.reason.contains("INVOKEAI_") else { return error }
        let hint =
            access.token == nil
            ? "; set INVOKEAI_EMAIL and INVOKEAI_PASSWORD, or INVOKEAI_TOKEN to a token for it"
            : "; INVOKEAI_TOKEN is not, or no longer, a token for it"
        return RetrievalError(error.kind, error.reason + hint, httpStatus: 401)
    }
}

/// What the server says of an image (ImageDTO). Some versions leave out what others send as null.
struct InvokeAIImage {
    let name: String
    let fields: [String: Any]

    init?(_ fields: [String: Any]) {
        guard let name = (fields["image_name"] ?? fields["video_name"]) as? String, !name.isEmpty
        else { return nil }
        self.name = name
        self.fields = fields
    }

    var boardID: String? { fields["board_id"] as? String }
    var isStarred: Bool { fields["starred"] as? Bool ?? false }
    var isIntermediate: Bool { fields["is_intermediate"] as? Bool ?? false }

    /// UTC milliseconds.
    var createdAt: Int64? { (fields["created_at"] as? String).flatMap(UTCTime.milliseconds) }
}
