/// A person or a program that has an account.
package struct User: DomainRecord {
    package enum Role: String, ClosedSet { case member, admin }

    package var id = ""
    package var email = ""
    var emailKey = ""
    package var name = ""
    package var imageURL: String?
    var passwordHash: String?
    package var role = Role.member
    package var settings = JSONText.emptyObject
    package var onboarding = JSONText.emptyObject
    package var lastLoginAt: Int64?
    package var failedSignIns = 0
    package var lastFailedAt: Int64?
    package var disabledAt: Int64?
    package var purgedAt: Int64?
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package var hasPassword: Bool { passwordHash != nil }
    package var viewer: Viewer { Viewer(userID: id, isAdmin: role == .admin) }

    package static let table = Table<User>(.users, owner: "id") {
        $0.column("id", \.id)
        $0.column("email", \.email)
        $0.column("email_key", \.emailKey, .hidden)
        $0.column("name", \.name, .editable)
        $0.column("image_url", \.imageURL, .editable)
        $0.column("password_hash", \.passwordHash, .hidden)
        $0.column("role", \.role)
        $0.column("settings", \.settings, .editable)
        $0.column("onboarding", \.onboarding, .editable)
        $0.column("last_login_at", \.lastLoginAt, .volatile)
        $0.column("failed_sign_ins", \.failedSignIns, [.volatile, .hidden])
        $0.column("last_failed_at", \.lastFailedAt, [.volatile, .hidden])
        $0.column("disabled_at", \.disabledAt)
        $0.column("purged_at", \.purgedAt, .hidden)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}
