/// Links that sign somebody in without a password: at the first start, or from the command line of the
/// machine that has the store.
///
/// One is a token without any scope, with which nothing else can be done.
extension AccessTokens where Access == DomainTransaction {
    /// How long one can be opened.
    package static var linkMilliseconds: Int64 { 10 * 60 * 1000 }
    /// How long who opened it stays signed in.
    package static var signInMilliseconds: Int64 { 30 * 24 * 60 * 60 * 1000 }

    package func issueLink(for user: String) throws -> IssuedToken {
        let owner = try access.own(User.self, user)
        return try insert(
            .login, "sign-in link", [], access.now + Self.linkMilliseconds, of: owner)
    }

    /// Once: from now on it is not taken.
    /// - Throws: `DomainError.linkNotValid` for what is no such link, was opened, or is too old.
    package func redeemLink(_ secret: String) throws -> IssuedToken {
        guard let found = try authenticate(secret), found.token.scopes.isEmpty else {
            throw DomainError.linkNotValid
        }
        _ = try access.update(found.token) { $0.revokedAt = access.now }
        return try signIn(found.user)
    }

    /// A token for a browser of somebody who has proved who they are.
    package func signIn(_ user: User) throws -> IssuedToken {
        var scopes: Set<AccessToken.Scope> = [.read, .write, .work]
        if user.role == .admin { scopes.insert(.admin) }
        return try insert(.login, "sign-in", scopes, access.now + Self.signInMilliseconds, of: user)
    }
}
