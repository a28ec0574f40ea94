package import Domain

/// A word that somebody gave to assets.
package struct TagJSON: WireJSON {
    package let id, user_id, name: String
    package let created_at: Timestamp

    package init(_ tag: Tag) {
        id = tag.id
        user_id = tag.userID
        name = tag.name
        created_at = Timestamp(tag.createdAt)
    }
}

/// An asset that has a tag.
package struct TaggedAssetJSON: WireJSON {
    package let tag_id, asset_id: String

    package init(tag: String, asset: String) {
        tag_id = tag
        asset_id = asset
    }
}

/// What somebody thinks of an asset.
package struct AssetMarkJSON: WireJSON {
    package let user_id, asset_id: String
    package let rating: Int?
    package let is_starred: Bool
    package let updated_at: Timestamp

    package init(_ mark: AssetMark) {
        user_id = mark.userID
        asset_id = mark.assetID
        rating = mark.rating
        is_starred = mark.isStarred
        updated_at = Timestamp(mark.updatedAt)
    }
}
