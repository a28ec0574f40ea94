/// Who may read what lies below a bucket.
package struct BucketRule: DomainRecord {
    package enum Access: String, ClosedSet {
        /// Anybody, without an account.
        case `public`
        /// The owner of each asset.
        case owner
        /// The bucket's owner.
        case `private`
    }

    package var name = ""
    package var userID: String?
    package var access = Access.owner
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<BucketRule>(.buckets, key: ["name"], owner: "user_id") {
        $0.column("name", \.name)
        $0.column("user_id", \.userID)
        $0.column("access", \.access, .editable)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
    }
}

package struct Buckets<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var buckets: Buckets<Self> { Buckets(access: self) }
}

extension Buckets {
    /// Of one that has no rule: its assets are their owners'. Asked by the program itself.
    package func rule(of name: String) throws -> BucketRule.Access {
        try access.record(BucketRule.self, "WHERE name = ?", [name])?.access ?? .owner
    }

    package func list() throws -> [BucketRule] {
        if access.viewer.isAdmin { return try access.records(BucketRule.self, "ORDER BY name") }
        return try access.records(
            BucketRule.self, "WHERE user_id = ? ORDER BY name", [access.viewer.userID])
    }
}

extension Buckets where Access == DomainTransaction {
    /// For admins.
    @discardableResult
    package func set(
        _ name: String, _ rule: BucketRule.Access, owner: String? = nil
    ) throws -> BucketRule {
        try access.requireAdmin()
        guard !name.isEmpty else { throw DomainError.invalid(.bucket, .empty) }
        if let owner { _ = try access.get(User.self, owner) }
        if let known = try access.find(BucketRule.self, name) {
            return try access.update(known) { ($0.access, $0.userID) = (rule, owner) }
        }
        var bucket = BucketRule()
        (bucket.name, bucket.userID, bucket.access) = (name, owner, rule)
        (bucket.createdAt, bucket.updatedAt) = (access.now, access.now)
        try access.insert(bucket)
        return bucket
    }
}
