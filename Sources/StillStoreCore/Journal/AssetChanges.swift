import Domain

/// What a transaction does to assets, as the feed tells of it: one event an owner.
package struct AssetChanges: Sendable {
    private struct Group {
        var counts: [AssetBatch.Change: Int] = [:]
        /// The first ones, and one more than an event names.
        var ids: [String] = []
    }

    private var groups: [String?: Group] = [:]

    mutating func add(_ change: AssetBatch.Change, _ asset: String, of user: String?) {
        groups[user, default: Group()].counts[change, default: 0] += 1
        if groups[user]!.ids.count <= AssetBatch.namedAssets { groups[user]!.ids.append(asset) }
    }

    var batches: [AssetBatch] {
        groups.sorted { ($0.key ?? "") < ($1.key ?? "") }.map { user, group in
            AssetBatch(of: user, group.counts, group.ids)
        }
    }
}
