import Domain
import HTTPTypes
import Hummingbird
import StillStoreCore
import Values

/// Who asks, by what they sent.
struct Caller: Sendable {
    let user: User
    let token: AccessToken
    let viewer: Viewer
    /// A browser sends cookies by itself, wherever a request comes from.
    let isByCookie: Bool

    /// Signed-in people may do all that their role may; programs what their token says.
    func has(_ scope: AccessToken.Scope) -> Bool {
        if token.scopes.contains(scope) { return scope != .admin || viewer.isAdmin }
        return false
    }
}

/// Finds out who asks.
struct Authenticate: Sendable {
    static let cookie = "stillstore"

    let library: Library
    let known: Known

    /// Nil for a request without a proof.
    /// - Throws: `Problem` 401 for a proof that is none, or not any more.
    func caller(of request: Request) async throws -> Caller? {
        guard let (secret, isByCookie) = try secret(of: request) else { return nil }
        if let caller = known.caller(secret, at: library.clock.now()) {
            return Caller(
                user: caller.user, token: caller.token, viewer: caller.viewer,
                isByCookie: isByCookie)
        }
        let version = known.version
        let found = try await library.queries.domain(as: .program) {
            try $0.accessTokens.authenticate(secret)
        }
        guard let found, !found.token.scopes.isEmpty else {
            // A cookie that is not valid any more is as good as none: pages lead to the sign-in.
            if isByCookie { return nil }
            throw Problem.signInNeeded
        }
        let caller = Caller(
            user: found.user, token: found.token, viewer: found.viewer, isByCookie: isByCookie)
        known.keep(caller, of: secret, from: version)
        return caller
    }

    private func secret(of request: Request) throws -> (String, isByCookie: Bool)? {
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer" else {
                throw Problem.signInNeeded
            }
            return (String(parts[1]), false)
        }
        guard let value = request.cookies[Authenticate.cookie]?.value, !value.isEmpty else {
            return nil
        }
        return (value, true)
    }
}
