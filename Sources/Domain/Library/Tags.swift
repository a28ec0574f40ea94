/// A word that somebody gave to assets.
package struct Tag: DomainRecord {
    package var id = ""
    package var userID = ""
    package var name = ""
    var nameKey = ""
    package var createdAt: Int64 = 0

    package init() {}

    package static let table = Table<Tag>(.tags, owner: "user_id") {
        $0.column("id", \.id)
        $0.column("user_id", \.userID)
        $0.column("name", \.name)
        $0.column("name_key", \.nameKey, .hidden)
        $0.column("created_at", \.createdAt)
    }
}

package struct AssetTag: DomainRecord {
    package var tagID = ""
    package var assetID = ""

    package init() {}

    package static let table = Table<AssetTag>(
        .assetTags, key: ["tag_id", "asset_id"], parent: ("tag_id", .tags)
    ) {
        $0.column("tag_id", \.tagID)
        $0.column("asset_id", \.assetID)
    }
}

/// What somebody thinks of an asset.
package struct AssetMark: DomainRecord {
    package var userID = ""
    package var assetID = ""
    /// 1 to 5.
    package var rating: Int?
    package var isStarred = false
    package var updatedAt: Int64 = 0

    package init() {}

    package static let table = Table<AssetMark>(
        .assetMarks, key: ["user_id", "asset_id"], owner: "user_id"
    ) {
        $0.column("user_id", \.userID)
        $0.column("asset_id", \.assetID)
        $0.column("rating", \.rating, .editable)
        $0.column("is_starred", \.isStarred, .editable)
        $0.column("updated_at", \.updatedAt)
    }
}

package struct Tags<Access: DomainAccess> {
    let access: Access
}

extension DomainAccess {
    package var tags: Tags<Self> { Tags(access: self) }
}

extension Tags {
    /// By name.
    package func list(of user: String? = nil) throws -> [Tag] {
        try access.records(
            Tag.self, "WHERE user_id = ? ORDER BY name_key", [access.owner(user)])
    }

    package func list(ofAsset asset: String) throws -> [Tag] {
        try access.requireAsset(asset, of: access.viewer.userID)
        return try access.records(
            Tag.self,
            """
            JOIN asset_tags ON asset_tags.tag_id = tags.id
            WHERE asset_tags.asset_id = ? AND tags.user_id = ? ORDER BY tags.name_key
            """, [asset, access.viewer.userID])
    }

    package func assets(of tag: String) throws -> [String] {
        try access.records(
            AssetTag.self, "WHERE tag_id = ? ORDER BY asset_id", [access.get(Tag.self, tag).id]
        ).map(\.assetID)
    }

    package func mark(of asset: String) throws -> AssetMark? {
        try access.find(AssetMark.self, access.viewer.userID, asset)
    }
}

extension Tags where Access == DomainTransaction {
    /// Gives an asset a tag, which is made where there is none of that name in whatever case. Again: the
    /// same.
    @discardableResult
    package func add(_ name: String, to asset: String) throws -> Tag {
        let owner = try access.own(User.self, access.viewer.userID).id
        try access.requireAsset(asset, of: owner)
        let tag = try upsert(name, owner)
        if try access.find(AssetTag.self, tag.id, asset) == nil {
            var link = AssetTag()
            (link.tagID, link.assetID) = (tag.id, asset)
            try access.insert(link)
        }
        return tag
    }

    private func upsert(_ name: String, _ owner: String) throws -> Tag {
        guard !name.isEmpty else { throw DomainError.invalid(.name, .empty) }
        guard name.utf8.count <= 255 else {
            throw DomainError.invalid(.name, .tooLong(limit: 255))
        }
        let key = name.lowercased()
        if let known = try access.record(
            Tag.self, "WHERE user_id = ? AND name_key = ?", [owner, key])
        {
            return known
        }
        var tag = Tag()
        tag.id = access.makeID()
        (tag.userID, tag.name, tag.nameKey) = (owner, name, key)
        tag.createdAt = access.now
        try access.insert(tag)
        return tag
    }

    package func remove(_ tag: String, from asset: String) throws {
        try access.delete(access.own(AssetTag.self, tag, asset))
    }

    /// From all assets.
    package func delete(_ id: String) throws {
        let tag = try access.own(Tag.self, id)
        let links = try access.records(AssetTag.self, "WHERE tag_id = ?", [tag.id])
        for link in links { try access.delete(link) }
        try access.delete(tag)
    }

    /// Rates or stars an asset.
    @discardableResult
    package func mark(
        _ asset: String, _ change: (inout AssetMark) throws -> Void
    ) throws -> AssetMark {
        let owner = try access.own(User.self, access.viewer.userID).id
        try access.requireAsset(asset, of: owner)
        let known = try access.find(AssetMark.self, owner, asset)
        var blank = AssetMark()
        (blank.userID, blank.assetID, blank.updatedAt) = (owner, asset, access.now)
        let wanted = try access.edited(known ?? blank, change)
        if let rating = wanted.rating, !(1...5).contains(rating) {
            throw DomainError.invalid(.rating, .outside(1, 5))
        }
        if let known { return try access.update(known) { $0 = wanted } }
        try access.insert(wanted)
        return wanted
    }
}
