import Catalog

/// What people said of an asset.
package struct AssetOpinion: Sendable, Equatable {
    package let tags: [String]
    package let captions: [String]
    package let rating: Int?
    package let isStarred: Bool
}

extension DomainAccess {
    /// What the viewer said of an asset; for admins, what everybody said, and their own rating.
    package func opinion(of asset: String) throws -> AssetOpinion {
        let visible: [SQLValue] = [
            .text(asset), .text(viewer.userID), viewer.isAdmin.sqlValue,
        ]
        let tags = try connection.rows(
            """
            SELECT name FROM asset_tags JOIN tags ON tags.id = tag_id
            WHERE asset_id = ? AND (user_id = ? OR ?) ORDER BY name_key
            """, .positional(visible))
        let captions = try connection.rows(
            """
            SELECT text FROM captions WHERE asset_id = ? AND (user_id = ? OR ?)
            ORDER BY created_at, id
            """, .positional(visible))
        let mark = try find(AssetMark.self, viewer.userID, asset)
        return AssetOpinion(
            tags: try tags.map { try $0.value(0) }, captions: try captions.map { try $0.value(0) },
            rating: mark?.rating, isStarred: mark?.isStarred ?? false)
    }
}
