import Catalog

/// What is shown beside a picture in a list.
package struct AssetBadges: Sendable, Equatable {
    package let assetID: String
    /// The viewer's own, 1 to 5.
    package internal(set) var rating: Int?
    package internal(set) var isStarred = false
    package internal(set) var tags: [String] = []
    /// Of the viewer's.
    package internal(set) var albums = 0
    /// Of the generation that it belongs to, itself included; 0 for one that no job made.
    package internal(set) var variants = 0
}

extension DomainAccess {
    /// For a page of assets at once, in their order. What the viewer may not know of is left out.
    package func badges(ofAssets ids: [String]) throws -> [AssetBadges] {
        guard !ids.isEmpty else { return [] }
        let wanted = ids.map(\.sqlValue)
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let user = SQLValue.text(viewer.userID)
        func rows(_ sql: String, _ more: SQLValue...) throws -> [SQLRow] {
            try connection.rows(sql, .positional(wanted + more))
        }
        let known: [String] = try rows(
            """
            SELECT id FROM assets WHERE id IN (\(marks))
                AND deleted_at IS NULL AND (user_id = ? OR ?)
            """, user, viewer.isAdmin.sqlValue
        ).map { try $0.value(0) }
        var badges = Dictionary(
            known.map { ($0, AssetBadges(assetID: $0)) }, uniquingKeysWith: { one, _ in one })
        for row in try rows(
            """
            SELECT asset_id, rating, is_starred FROM asset_marks
            WHERE asset_id IN (\(marks)) AND user_id = ?
            """, user)
        {
            let id: String = try row.value(0)
            badges[id]?.rating = try row.valueIfAny(1)
            badges[id]?.isStarred = try row.value(2)
        }
        for row in try rows(
            """
            SELECT asset_id, name FROM asset_tags JOIN tags ON tags.id = tag_id
            WHERE asset_id IN (\(marks)) AND user_id = ? ORDER BY name_key
            """, user)
        {
            badges[try row.value(0) as String]?.tags.append(try row.value(1))
        }
        for row in try rows(
            """
            SELECT asset_id, count(*) FROM album_assets JOIN albums ON albums.id = album_id
            WHERE asset_id IN (\(marks))
                AND user_id = ? AND albums.deleted_at IS NULL
            GROUP BY asset_id
            """, user)
        {
            badges[try row.value(0) as String]?.albums = try row.value(1)
        }
        for row in try rows(
            """
            SELECT own.asset_id, count(DISTINCT other.id) FROM variants AS own
            JOIN variants AS other ON other.generation_id = own.generation_id
            WHERE own.asset_id IN (\(marks))
                AND own.deleted_at IS NULL AND other.deleted_at IS NULL
            GROUP BY own.asset_id
            """)
        {
            badges[try row.value(0) as String]?.variants = try row.value(1)
        }
        return ids.compactMap { badges[$0] }
    }
}
