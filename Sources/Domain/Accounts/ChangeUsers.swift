extension Users where Access == DomainTransaction {
    /// For admins.
    /// - Throws: `DomainError.taken` for an address that somebody has.
    @discardableResult
    package func create(
        email: String, name: String, role: User.Role = .member, password: PasswordHash? = nil
    ) throws -> User {
        try access.requireAdmin()
        let address = try EmailAddress(email)
        try requireFree(address)
        guard !name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        var user = User()
        user.id = access.makeID()
        user.email = address.text
        user.emailKey = address.key
        user.name = name
        user.role = role
        user.passwordHash = password?.text
        user.createdAt = access.now
        user.updatedAt = access.now
        try access.insert(user)
        return user
    }

    /// Makes or renews an account by its address, as a sign-in with another service does.
    package func upsert(email: String, name: String, imageURL: String?) throws -> User {
        guard let known = try find(email: email) else {
            let user = try create(email: email, name: name)
            return try access.update(user) { $0.imageURL = imageURL }
        }
        return try access.update(known) {
            $0.name = name
            $0.imageURL = imageURL
        }
    }

    private func requireFree(_ address: EmailAddress) throws {
        let other = try access.record(
            User.self, "WHERE email_key = ? AND deleted_at IS NULL", [address.key])
        if other != nil { throw DomainError.taken(.users, .email, address.text) }
    }

    /// Changes name, picture, settings, onboarding.
    @discardableResult
    package func edit(_ id: String, _ change: (inout User) throws -> Void) throws -> User {
        let user = try access.own(User.self, id)
        let wanted = try access.edited(user, change)
        guard !wanted.name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        return try access.update(user) { $0 = wanted }
    }

    package func setEmail(_ id: String, _ email: String) throws -> User {
        let user = try access.own(User.self, id)
        let address = try EmailAddress(email)
        if address.key != user.emailKey { try requireFree(address) }
        return try access.update(user) {
            $0.email = address.text
            $0.emailKey = address.key
        }
    }

    /// Revokes their sign-ins: whoever knew the old password is out.
    package func setPassword(_ id: String, _ password: PasswordHash?) throws {
        let user = try access.own(User.self, id)
        try access.update(user) { $0.passwordHash = password?.text }
        try revokeLogins(of: user)
    }

    package func setRole(_ id: String, _ role: User.Role) throws -> User {
        try access.requireAdmin()
        let user = try access.own(User.self, id)
        if role == .member { try requireAnotherAdmin(than: user) }
        return try access.update(user) { $0.role = role }
    }

    /// A disabled account cannot sign in, and its tokens are not taken.
    package func setDisabled(_ id: String, _ isDisabled: Bool) throws -> User {
        try access.requireAdmin()
        let user = try access.own(User.self, id)
        if isDisabled { try requireAnotherAdmin(than: user) }
        return try access.update(user) {
            $0.disabledAt = isDisabled ? ($0.disabledAt ?? access.now) : nil
        }
    }

    /// With everything they have. Can be undone until it is purged.
    package func delete(_ id: String) throws {
        let user = try access.own(User.self, id)
        try requireAnotherAdmin(than: user)
        try access.softDelete(User.self, id)
    }

    package func restore(_ id: String) throws -> User {
        try access.requireAdmin()
        let user = try access.own(User.self, id, presence: .deleted)
        guard user.purgedAt == nil else { throw DomainError.notFound(.users, id) }
        try requireFree(EmailAddress(user.email))
        return try access.restore(User.self, id)
    }

    /// A store without an admin could not be governed.
    private func requireAnotherAdmin(than user: User) throws {
        guard user.role == .admin else { return }
        let others = try access.count(
            """
            SELECT count(*) FROM users
            WHERE role = 'admin' AND id <> ? AND deleted_at IS NULL AND disabled_at IS NULL
            """, [user.id])
        if others == 0 {
            throw DomainError.wrongState(.users, user.id, state: "the only admin", allowed: [])
        }
    }

    func revokeLogins(of user: User) throws {
        let logins = try access.records(
            AccessToken.self, "WHERE user_id = ? AND kind = 'login' AND revoked_at IS NULL",
            [user.id])
        for token in logins { try access.update(token) { $0.revokedAt = access.now } }
    }
}
