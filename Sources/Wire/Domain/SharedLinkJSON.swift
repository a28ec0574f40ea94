package import Domain

/// A way in for people without an account.
package struct SharedLinkJSON: WireJSON {
    package let id, user_id, target, target_id: String
    package let has_password, allows_download: Bool
    package let expires_at, revoked_at: Timestamp?
    package let max_views: Int?
    package let views: Int
    package let last_viewed_at: Timestamp?
    package let created_at: Timestamp

    package init(_ link: SharedLink) {
        id = link.id
        user_id = link.userID
        target = link.target.rawValue
        target_id = link.targetID
        has_password = link.hasPassword
        allows_download = link.allowsDownload
        expires_at = link.expiresAt.map(Timestamp.init(_:))
        revoked_at = link.revokedAt.map(Timestamp.init(_:))
        max_views = link.maxViews
        views = link.views
        last_viewed_at = link.lastViewedAt.map(Timestamp.init(_:))
        created_at = Timestamp(link.createdAt)
    }
}

/// A link with its key.
package struct IssuedLinkJSON: WireJSON {
    package let link: SharedLinkJSON
    package let key: String

    package init(link: SharedLinkJSON, key: String) {
        self.link = link
        self.key = key
    }
}
