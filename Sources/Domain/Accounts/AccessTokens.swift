import Cryptography

package struct AccessTokens<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var accessTokens: AccessTokens<Self> { AccessTokens(access: self) }
}

/// A token that was just made: its secret is shown now and never again.
package struct IssuedToken: Sendable, Equatable {
    package let token: AccessToken
    /// `ss_` and 160 random bits.
    package let secret: String
}

/// Who a secret belongs to.
package struct Authentication: Sendable, Equatable {
    package let token: AccessToken
    package let user: User

    /// An admin acts as one only by a token that says so.
    package var viewer: Viewer {
        Viewer(
            userID: user.id,
            isAdmin: user.role == .admin
                && (token.kind == .login || token.scopes.contains(.admin)))
    }
}

extension AccessTokens {
    static func hash(of secret: String) -> StoredBytes {
        StoredBytes(SHA256.hash(Array(secret.utf8)))
    }

    /// Nil for what is none, expired, revoked, or of an account that is disabled or deleted. Asked by
    /// the program itself.
    package func authenticate(_ secret: String) throws -> Authentication? {
        guard
            let token = try access.record(
                AccessToken.self, "WHERE hash = ?", [Self.hash(of: secret)]),
            token.revokedAt == nil, token.expiresAt.map({ $0 > access.now }) ?? true,
            let user = try access.find(User.self, token.userID), user.disabledAt == nil
        else { return nil }
        return Authentication(token: token, user: user)
    }

    /// Newest first.
    package func page(
        of user: String? = nil, _ request: PageRequest = PageRequest()
    ) throws -> Page<AccessToken> {
        var list = ListQuery<AccessToken>(orderedBy: "created_at", .descending)
        list.conditions.add("access_tokens.user_id = ?", try access.owner(user))
        return try list.page(request, access)
    }
}

extension AccessTokens where Access == DomainTransaction {
    /// - Parameter user: whose, for admins; else the viewer's own.
    package func issue(
        _ kind: AccessToken.Kind, name: String, scopes: Set<AccessToken.Scope>,
        expiresAt: Int64? = nil, for user: String? = nil
    ) throws -> IssuedToken {
        let owner = try access.own(User.self, try access.owner(user))
        if scopes.contains(.admin), owner.role != .admin { throw DomainError.adminsOnly }
        guard !scopes.isEmpty else { throw DomainError.invalid(.scopes, .empty) }
        guard !name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        if let expiresAt, expiresAt <= access.now {
            throw DomainError.invalid(.expiry, .outside(access.now + 1, .max))
        }
        return try insert(kind, name, scopes, expiresAt, of: owner)
    }

    func insert(
        _ kind: AccessToken.Kind, _ name: String, _ scopes: Set<AccessToken.Scope>,
        _ expiresAt: Int64?, of owner: User
    ) throws -> IssuedToken {
        let secret = "ss_" + Base32.text(access.environment.randomBytes(20))
        var token = AccessToken()
        token.id = access.makeID()
        token.userID = owner.id
        token.hash = Self.hash(of: secret)
        token.kind = kind
        token.scopes = scopes
        token.name = name
        token.expiresAt = expiresAt
        token.createdAt = access.now
        try access.insert(token)
        return IssuedToken(token: token, secret: secret)
    }

    /// From now on it is not taken. Again: the same answer.
    package func revoke(_ id: String) throws -> AccessToken {
        let token = try access.own(AccessToken.self, id)
        return try access.update(token) { $0.revokedAt = $0.revokedAt ?? access.now }
    }

    package func recordUse(of id: String) throws {
        let token = try access.own(AccessToken.self, id)
        try access.update(token) { $0.lastUsedAt = access.now }
    }

    /// When tokens were used. One that is no more is passed over.
    package func recordUses(_ uses: [String: Int64]) throws {
        for (id, time) in uses.sorted(by: { $0.key < $1.key }) {
            guard let token = try access.find(AccessToken.self, id),
                token.lastUsedAt.map({ $0 < time }) ?? true
            else { continue }
            try access.update(token) { $0.lastUsedAt = time }
        }
    }
}
