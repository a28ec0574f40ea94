/// A chosen list of assets, or what a search finds.
package struct Album: DomainRecord {
    package var id = ""
    package var userID = ""
    package var name = ""
    package var description: String?
    package var coverAssetID: String?
    package var deletedAt: Int64?
    var deletedWith: String?
    package var createdAt: Int64 = 0
    package var updatedAt: Int64 = 0
    /// Its contents follow from it; nil for a list that somebody chooses.
    package var query: String?

    package init() {}

    package static let table = Table<Album>(.albums, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("name", \.name, .editable)
        $0.column("description", \.description, .editable)
        $0.column("cover_asset_id", \.coverAssetID)
        $0.column("deleted_at", \.deletedAt)
        $0.column("deleted_with", \.deletedWith, .hidden)
        $0.column("created_at", \.createdAt)
        $0.column("updated_at", \.updatedAt)
        $0.column("query", \.query, .editable)
    }
}

package struct AlbumAsset: DomainRecord {
    package var albumID = ""
    package var assetID = ""
    package var position = 0
    package var addedAt: Int64 = 0

    package init() {}

    package static let table = Table<AlbumAsset>(
        .albumAssets, key: ["album_id", "asset_id"], parent: ("album_id", .albums)
    ) {
        $0.column("album_id", \.albumID)
        $0.column("asset_id", \.assetID)
        $0.column("position", \.position)
        $0.column("added_at", \.addedAt)
    }
}
