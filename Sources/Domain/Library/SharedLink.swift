/// A way in for people without an account.
package struct SharedLink: DomainRecord {
    package enum Target: String, ClosedSet { case asset, album, generation, shot }

    package var id = ""
    package var userID = ""
    package var target = Target.asset
    package var targetID = ""
    var hash = StoredBytes([])
    var sealed = StoredBytes([])
    var passwordHash: String?
    package var expiresAt: Int64?
    package var revokedAt: Int64?
    package var allowsDownload = true
    package var maxViews: Int?
    package var views = 0
    package var lastViewedAt: Int64?
    package var createdAt: Int64 = 0

    package init() {}

    package var hasPassword: Bool { passwordHash != nil }

    package static let table = Table<SharedLink>(.links, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("target", \.target)
        $0.column("target_id", \.targetID)
        $0.column("hash", \.hash, .hidden)
        $0.column("sealed", \.sealed, .hidden)
        $0.column("password_hash", \.passwordHash, .hidden)
        $0.column("expires_at", \.expiresAt, .editable)
        $0.column("revoked_at", \.revokedAt)
        $0.column("allows_download", \.allowsDownload, .editable)
        $0.column("max_views", \.maxViews, .editable)
        $0.column("views", \.views)
        $0.column("last_viewed_at", \.lastViewedAt, .volatile)
        $0.column("created_at", \.createdAt)
    }

    func check() throws(DomainError) {
        if let maxViews, maxViews < 1 { throw .invalid(.maximum, .outside(1, .max)) }
    }
}
