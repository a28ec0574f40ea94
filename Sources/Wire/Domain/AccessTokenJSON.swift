package import Domain

/// What a program or a browser proves itself with; its secret is not known any more.
package struct AccessTokenJSON: WireJSON {
    package let id, user_id, kind, name: String
    package let scopes: [String]
    package let expires_at, last_used_at, revoked_at: Timestamp?
    package let created_at: Timestamp

    package init(_ token: AccessToken) {
        id = token.id
        user_id = token.userID
        kind = token.kind.rawValue
        name = token.name
        scopes = token.scopes.map(\.rawValue).sorted()
        expires_at = token.expiresAt.map(Timestamp.init(_:))
        last_used_at = token.lastUsedAt.map(Timestamp.init(_:))
        revoked_at = token.revokedAt.map(Timestamp.init(_:))
        created_at = Timestamp(token.createdAt)
    }
}

/// A token that was just made.
package struct IssuedTokenJSON: WireJSON {
    package let token: AccessTokenJSON
    package let secret: String

    package init(_ issued: IssuedToken) {
        token = AccessTokenJSON(issued.token)
        secret = issued.secret
    }
}

/// A link that signs its opener in, once.
package struct LoginLinkJSON: WireJSON {
    /// Below the address of the server.
    package let path: String
    package let expires_at: Timestamp

    package init(_ issued: IssuedToken) {
        path = "/login/\(issued.secret)"
        expires_at = Timestamp(issued.token.expiresAt ?? 0)
    }
}
