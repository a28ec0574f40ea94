package import Domain

/// Who may read what lies below a bucket.
package struct BucketRuleJSON: WireJSON {
    package let name: String
    package let user_id: String?
    package let access: String
    package let created_at, updated_at: Timestamp

    package init(_ rule: BucketRule) {
        name = rule.name
        user_id = rule.userID
        access = rule.access.rawValue
        created_at = Timestamp(rule.createdAt)
        updated_at = Timestamp(rule.updatedAt)
    }
}
