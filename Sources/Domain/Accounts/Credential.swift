/// A secret of a user's for somebody else's service.
package struct Credential: DomainRecord {
    package var id = ""
    package var userID = ""
    package var name = ""
    var sealed = StoredBytes([])
    package var expiresAt: Int64?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<Credential>(.credentials, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("name", \.name)
        $0.column("sealed", \.sealed, .hidden)
        $0.column("expires_at", \.expiresAt)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}
