package struct Credentials<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var credentials: Credentials<Self> { Credentials(access: self) }
}

extension Credentials {
    /// Without their secrets, by name.
    package func list(of user: String? = nil) throws -> [Credential] {
        try access.records(
            Credential.self, "WHERE user_id = ? ORDER BY name", [access.owner(user)])
    }

    /// Without its secret.
    /// - Throws: `DomainError.notFound`.
    package func get(_ name: String, of user: String? = nil) throws -> Credential {
        guard let credential = try find(name, of: access.owner(user)) else {
            throw DomainError.notFound(.credentials, name)
        }
        return credential
    }

    func find(_ name: String, of user: String) throws -> Credential? {
        try access.record(
            Credential.self, "WHERE user_id = ? AND name = ?", [user, name])
    }

    /// For what uses it on its owner's behalf; never shown to anybody.
    /// - Throws: `DomainError.invalid` when it was sealed with another key.
    package func secret(_ name: String, of user: String? = nil) throws -> [UInt8] {
        let owner = try access.owner(user)
        guard let credential = try find(name, of: owner) else {
            throw DomainError.notFound(.credentials, name)
        }
        let secret = try access.environment.sealing.open(
            credential.sealed.bytes, additional: Self.additional(owner, name))
        guard let secret else { throw DomainError.invalid(.secret, .malformed) }
        return secret
    }

    static func additional(_ user: String, _ name: String) -> [UInt8] {
        Array("credential/\(user)/\(name)".utf8)
    }
}

extension Credentials where Access == DomainTransaction {
    /// Makes or replaces one.
    @discardableResult
    package func set(
        _ name: String, _ secret: [UInt8], expiresAt: Int64? = nil, of user: String? = nil
    ) throws -> Credential {
        let owner = try access.own(User.self, try access.owner(user)).id
        guard !name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        guard !secret.isEmpty else { throw DomainError.invalid(.secret, .empty) }
        let sealed = StoredBytes(
            try access.environment.sealing.seal(secret, additional: Self.additional(owner, name)))
        if let known = try find(name, of: owner) {
            return try access.update(known) {
                $0.sealed = sealed
                $0.expiresAt = expiresAt
            }
        }
        var credential = Credential()
        credential.id = access.makeID()
        credential.userID = owner
        credential.name = name
        credential.sealed = sealed
        credential.expiresAt = expiresAt
        credential.createdAt = access.now
        credential.updatedAt = access.now
        try access.insert(credential)
        return credential
    }

    package func remove(_ name: String, of user: String? = nil) throws {
        guard let credential = try find(name, of: access.owner(user)) else {
            throw DomainError.notFound(.credentials, name)
        }
        try access.delete(credential)
    }
}
