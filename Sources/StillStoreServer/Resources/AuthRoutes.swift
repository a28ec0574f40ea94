import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Wire

extension Routes {
    mutating func addAuth() {
        addPasswords()
        add(
            .post, "/api/v1/auth/login", "signIn",
            "Sign in: sets a cookie for pages, and answers with a token for programs", .open,
            query: Nothing.self, body: .json(schema(of: SignInBody.self)),
            answer: .json(.ok, schema(of: IssuedTokenJSON.self)), problems: [401, 403, 429]
        ) { exchange in
            _ = try exchange.parameters(Nothing.self)
            let (body, _) = try await exchange.body(SignInBody.self)
            // A page of another site might sign its visitor in as somebody else.
            if exchange.request.headers[.origin] != nil {
                try exchange.services.origins.checkOrigin(of: exchange.request)
            }
            let issued = try await SignIn(exchange: exchange).signIn(body.email, body.password)
            return try exchange.signedIn(issued, exchange.answer(IssuedTokenJSON(issued).line()))
        }
        add(
            .get, "/login/{key}", "openSignInLink",
            "Sign in by a link that 'stillstore users login-link' or the first start has printed",
            .open, query: LinkQuery.self, answer: .nothing, problems: [401]
        ) { exchange in
            let query = try exchange.parameters(LinkQuery.self)
            let issued: IssuedToken
            do {
                issued = try await exchange.services.changes.commit(as: .program) {
                    try $0.accessTokens.redeemLink(query.key)
                }
            } catch DomainError.linkNotValid where exchange.isOfBrowser {
                // A person gets a page with a sentence.
                return Response(
                    status: .seeOther, headers: [.location: "/sign-in?link=ended"])
            }
            return try exchange.signedIn(
                issued, Response(status: .seeOther, headers: [.location: "/"]))
        }
        add(
            .post, "/api/v1/auth/logout", "signOut", "End what this request was proved by",
            .read, query: Nothing.self, answer: .nothing
        ) { exchange in
            let token = exchange.caller?.token.id ?? ""
            try await exchange.change { _ = try $0.accessTokens.revoke(token) }
            var response = Response(status: .noContent)
            response.headers[.setCookie] =
                "\(Authenticate.cookie)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
            return response
        }
        get("/api/v1/auth/me", "getMe", "Who asks") { (_: Nothing, reader) in
            UserJSON(try reader.users.get(reader.viewer.userID))
        }
        list("/api/v1/auth/tokens", "listTokens", "Your tokens, newest first") {
            (_: Paging, request, reader) in
            try reader.accessTokens.page(request).map(AccessTokenJSON.init)
        }
        create(
            "/api/v1/auth/tokens", "issueToken",
            "Make a token for a program; its secret is shown now and never again"
        ) { (_: Nothing, body: TokenBody, transaction) in
            IssuedTokenJSON(
                try transaction.accessTokens.issue(
                    body.kind ?? .api, name: body.name, scopes: Set(body.scopes),
                    expiresAt: body.expires_at?.milliseconds))
        }
        delete("/api/v1/auth/tokens/{id}", "revokeToken", "From now on it is not taken") {
            (query: ByID, transaction) in _ = try transaction.accessTokens.revoke(query.id)
        }
    }
}

private struct SignInBody: Decodable, Sendable { let email, password: String }

private struct LinkQuery: Decodable, Sendable { let key: String }

private struct TokenBody: Decodable, Sendable {
    var kind: AccessToken.Kind?
    let name: String
    let scopes: [AccessToken.Scope]
    var expires_at: RequestTime?
}

extension Exchange {
    /// Whether a page is wanted.
    fileprivate var isOfBrowser: Bool {
        request.headers[.accept]?.contains("text/html") == true
    }

    /// Sets the cookie.
    func signedIn(_ issued: IssuedToken, _ response: Response) throws -> Response {
        var response = response
        let secure = services.origins.publicURL?.isSecure == true ? "; Secure" : ""
        let seconds = AccessTokens<DomainTransaction>.signInMilliseconds / 1000
        response.headers[.setCookie] =
            "\(Authenticate.cookie)=\(issued.secret); Path=/; Max-Age=\(seconds); "
            + "HttpOnly; SameSite=Lax\(secure)"
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
