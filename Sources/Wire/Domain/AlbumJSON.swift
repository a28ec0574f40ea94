package import Domain

/// A chosen list of assets, or what a search finds.
package struct AlbumJSON: WireJSON {
    package let id, user_id, name: String
    package let description, cover_asset_id, query: String?
    package let deleted_at: Timestamp?
    package let created_at, updated_at: Timestamp

    package init(_ album: Album) {
        id = album.id
        user_id = album.userID
        name = album.name
        description = album.description
        cover_asset_id = album.coverAssetID
        query = album.query
        deleted_at = album.deletedAt.map(Timestamp.init(_:))
        created_at = Timestamp(album.createdAt)
        updated_at = Timestamp(album.updatedAt)
    }
}

/// An asset of an album.
package struct AlbumAssetJSON: WireJSON {
    package let album_id, asset_id: String
    package let position: Int
    package let added_at: Timestamp

    package init(_ member: AlbumAsset) {
        album_id = member.albumID
        asset_id = member.assetID
        position = member.position
        added_at = Timestamp(member.addedAt)
    }
}
