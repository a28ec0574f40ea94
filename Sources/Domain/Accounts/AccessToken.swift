/// What a program or a browser proves itself with.
package struct AccessToken: DomainRecord {
    package enum Kind: String, ClosedSet { case login, api, worker }
    package enum Scope: String, ClosedSet { case read, write, work, admin }

    package var id = ""
    package var userID = ""
    var hash = StoredBytes([])
    package var kind = Kind.api
    var scopesText = JSONText.emptyArray
    package var name = ""
    package var expiresAt: Int64?
    package var lastUsedAt: Int64?
    package var revokedAt: Int64?
    package var createdAt: Int64 = 0

    package init() {}

    package var scopes: Set<Scope> {
        get { Set((scopesText.strings ?? []).compactMap(Scope.init(rawValue:))) }
        set { scopesText = JSONText(newValue.map(\.rawValue).sorted()) }
    }

    package static let table = Table<AccessToken>(
        .accessTokens, owner: "user_id"
    ) {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("hash", \.hash, .hidden)
        $0.column("kind", \.kind)
        $0.column("scopes", \.scopesText)
        $0.column("name", \.name, .editable)
        $0.column("expires_at", \.expiresAt)
        $0.column("last_used_at", \.lastUsedAt, .volatile)
        $0.column("revoked_at", \.revokedAt)
        $0.column("created_at", \.createdAt)
    }
}
