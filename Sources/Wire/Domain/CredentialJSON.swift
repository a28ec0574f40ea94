package import Domain

/// A secret for somebody else's service, without the secret.
package struct CredentialJSON: WireJSON {
    package let id, user_id, name: String
    package let expires_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ credential: Credential) {
        id = credential.id
        user_id = credential.userID
        name = credential.name
        expires_at = credential.expiresAt.map(Timestamp.init(_:))
        created_at = Timestamp(credential.createdAt)
        updated_at = Timestamp(credential.updatedAt)
    }
}
