package import Domain

/// A person or a program that has an account.
package struct UserJSON: WireJSON {
    package let id, email, name: String
    package let image_url: String?
    package let role: String
    package let has_password: Bool
    package let settings, onboarding: RawJSON
    package let last_login_at, disabled_at, deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ user: User) {
        id = user.id
        email = user.email
        name = user.name
        image_url = user.imageURL
        role = user.role.rawValue
        has_password = user.hasPassword
        settings = RawJSON(text: user.settings.text)
        onboarding = RawJSON(text: user.onboarding.text)
        last_login_at = user.lastLoginAt.map(Timestamp.init(_:))
        disabled_at = user.disabledAt.map(Timestamp.init(_:))
        deleted_at = user.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(user.createdAt)
        updated_at = Timestamp(user.updatedAt)
    }
}
