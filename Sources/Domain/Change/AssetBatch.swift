/// What one transaction of the pipeline did to assets of one owner: one event of the feed, whatever their
/// number. The rows themselves are the pipeline's, and so are the facts that make them again.
package struct AssetBatch: DomainRecord {
    package enum Change: String, Sendable, CaseIterable {
        /// Has its bytes and a path.
        case added
        /// Waits to be fetched.
        case registered
        /// Its source says something else of it, or it has another path.
        case updated
        case deleted, restored
        /// Its row is gone.
        case purged
    }

    /// Of more assets the event says how many, and not which.
    package static let namedAssets = 16

    /// The first of them.
    package var assetID = ""
    package var userID: String?
    var added = 0
    var registered = 0
    var updated = 0
    var deleted = 0
    var restored = 0
    var purged = 0
    var assets = JSONText.emptyArray

    package init() {}

    package init(of user: String?, _ counts: [Change: Int], _ ids: [String]) {
        assetID = ids.first ?? ""
        userID = user
        added = counts[.added] ?? 0
        registered = counts[.registered] ?? 0
        updated = counts[.updated] ?? 0
        deleted = counts[.deleted] ?? 0
        restored = counts[.restored] ?? 0
        purged = counts[.purged] ?? 0
        if ids.count <= AssetBatch.namedAssets { assets = JSONText(ids) }
    }

    package static let table = Table<AssetBatch>(.assets, key: ["asset_id"], owner: "user_id") {
        $0.column("asset_id", \.assetID)
        $0.column("user_id", \.userID)
        $0.column("added", \.added)
        $0.column("registered", \.registered)
        $0.column("updated", \.updated)
        $0.column("deleted", \.deleted)
        $0.column("restored", \.restored)
        $0.column("purged", \.purged)
        $0.column("assets", \.assets)
    }
}

extension DomainTransaction {
    /// Tells of what the pipeline does in this transaction.
    package func tell(of batch: AssetBatch) throws {
        try changes.tell(AssetBatch.table.description, AssetBatch.table.values(of: batch))
    }
}
